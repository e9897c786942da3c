/** What recommendations needs of others: who the client and its managers are, how a person is known, and how its systems stand. */
import type { Id } from '@mainstay/kernel'
import type { Actor } from '../../platform/auth/index.ts'
import type { System } from './domain/standing.ts'

export type RecommendationsPorts = {
  /** Null when there is no such client. */
  clientOf(clientId: Id): Promise<{ id: Id; name: string; zone: string } | null>
  /** The client's people who may decide. */
  managersOf(clientId: Id): Promise<readonly { id: Id; name: string }[]>
  /** How a signed-in person is known to us, in words. */
  identified(actor: Actor): Promise<string>
  systemsOf(clientId: Id): Promise<readonly System[]>
  providerName(): Promise<string>
}
