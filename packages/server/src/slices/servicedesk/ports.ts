/** What the service desk needs of others: who the clients are, and who may work on their tickets. */
import type { Id } from '@mainstay/kernel'

export type DeskClient = { id: Id; name: string; zone: string }

export type DeskPorts = {
  /** Null when there is no such client. */
  clientOf(clientId: Id): Promise<DeskClient | null>
  /** The provider's people who are let in and may answer; `clients` is for whom. */
  staff(): Promise<readonly { id: Id; name: string; clients: 'all' | readonly Id[] }[]>
  /** The client's person who has this mail address; null where nobody has. */
  personOf(address: string): Promise<{ id: Id; name: string; clients: readonly Id[] } | null>
}
