/** One try of a check against the running server: it holds, not yet (with why), or it cannot be told at all. */
export type Attempt = { kind: 'holds' | 'not-yet' | 'cannot'; evidence: string }

export const holds = (evidence: string): Attempt => ({ kind: 'holds', evidence })
export const notYet = (evidence: string): Attempt => ({ kind: 'not-yet', evidence })
export const cannot = (evidence: string): Attempt => ({ kind: 'cannot', evidence })
