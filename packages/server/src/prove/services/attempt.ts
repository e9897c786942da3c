/** One try of a check against the running server: it holds, not yet (with why), not to be told yet, or not to be told at all. */
export type Attempt = { kind: 'holds' | 'not-yet' | 'undecided' | 'cannot'; evidence: string }

export const holds = (evidence: string): Attempt => ({ kind: 'holds', evidence })
export const notYet = (evidence: string): Attempt => ({ kind: 'not-yet', evidence })
/** Asked again like one that does not hold yet; at the end it is unknown, not failed. */
export const undecided = (evidence: string): Attempt => ({ kind: 'undecided', evidence })
export const cannot = (evidence: string): Attempt => ({ kind: 'cannot', evidence })
