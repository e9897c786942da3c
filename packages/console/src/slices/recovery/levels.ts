/** The levels of proof, in words (design: semantics, recovery). */
import type { ProofLevel } from '@mainstay/contract/agent'

export const levelMeaning: Record<ProofLevel, string> = {
  L0: 'the repository is sound',
  L1: 'every byte was read back',
  L2: 'extracted, and files match what the agent recorded',
  L3: 'the server booted from it',
  L4: 'its own services answered',
  L5: 'a person of the client found their data there',
}

/** For an owner. */
export const levelForOwners: Record<ProofLevel, string> = {
  L0: 'the backup’s structure is sound',
  L1: 'every byte of the backup could be read',
  L2: 'the files were brought back and were whole',
  L3: 'the server came back to life',
  L4: 'the server came back to life and its programs answered',
  L5: 'one of your people logged in and found the data there',
}

/** What a test can show by itself, and so what a policy may ask for; L5 is a person's word. */
export const provableLevels: readonly ProofLevel[] = ['L0', 'L1', 'L2', 'L3', 'L4']

const ORDER: readonly ProofLevel[] = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5']

export function reaches(level: ProofLevel | null, asked: ProofLevel): boolean {
  return level !== null && ORDER.indexOf(level) >= ORDER.indexOf(asked)
}
