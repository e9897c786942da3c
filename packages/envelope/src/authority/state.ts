/** What a replayed authority log comes to: whose keys count now, whose did once. */
import type { AuthorityKey } from './entry.ts'

export type AuthorityState = {
  client: string
  genesisHash: string
  head: string
  seq: number
  /** Hashes of all entries, from the genesis to the head. */
  history: readonly string[]
  keys: ReadonlyMap<string, AuthorityKey>
  revoked: ReadonlyMap<string, AuthorityKey>
  /** As set; what a change really needs is `changeThreshold`. */
  threshold: number
}

/** Two of n where there are two, never more than there are; with a single key that key alone, which every screen says loudly. */
export function changeThreshold(state: Pick<AuthorityState, 'keys' | 'threshold'>): number {
  return Math.min(signingKeys(state.keys).length, Math.max(2, state.threshold))
}

export function signingKeys(keys: ReadonlyMap<string, AuthorityKey>): AuthorityKey[] {
  return [...keys.values()].filter((key) => key.role !== 'recovery')
}
