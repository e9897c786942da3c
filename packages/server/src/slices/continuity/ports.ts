/** What continuity needs of others: who the client and the people are, how its systems stand, and which extraction tests ran. */
import type { SystemFacts } from '@mainstay/contract/continuity'
import type { Id } from '@mainstay/kernel'
import type { Actor } from '../../platform/auth/index.ts'
import type { Known } from './domain/content.ts'
import type { Test } from './domain/drills.ts'

export type ContinuityPorts = {
  /** Null when there is no such client. */
  clientOf(clientId: Id): Promise<{ id: Id; name: string; zone: string } | null>
  clientIds(): Promise<readonly Id[]>
  /** Who may be named in a first draft: the provider's people who serve the client, and the client's managers. */
  peopleOf(clientId: Id): Promise<readonly Known[]>
  /** How a signed-in person is known to us, in words. */
  identified(actor: Actor): Promise<string>
  factsOf(clientId: Id): Promise<SystemFacts[]>
  /** Extraction tests that ended in `[from, to)`. */
  testsIn(clientId: Id, time: { from: Date; to: Date }): Promise<Test[]>
  providerName(): Promise<string>
}
