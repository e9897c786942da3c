/** What lifecycle needs of others: who the client is. Machines are read from the tables of `devices`. */
import type { Id } from '@mainstay/kernel'

export type LifecyclePorts = {
  /** Null when there is no such client. */
  clientOf(clientId: Id): Promise<{ id: Id; name: string; zone: string } | null>
  providerName(): Promise<string>
}
