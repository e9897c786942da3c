/** What standards needs of others: what the records say of a client, and a way to recommend. */
import type { Content, Recommendation } from '@mainstay/contract/recommendations'
import type { Id } from '@mainstay/kernel'
import type { Actor } from '../../platform/auth/index.ts'
import type { ClientFacts } from './domain/facts.ts'

export type StandardsPorts = {
  /** Null when there is no such client. */
  clientOf(clientId: Id): Promise<{ id: Id; name: string; zone: string } | null>
  factsOf(clientId: Id, now: Date): Promise<ClientFacts>
  currencyOf(clientId: Id): Promise<string>
  recommend(actor: Actor, clientId: Id, content: Content, checkId: string): Promise<Recommendation>
}
