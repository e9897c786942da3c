/** Counts what a fleet sent and what became of it. */

export type Tally = {
  sent: number
  accepted: number
  refused: number
  failed: number
  samples: { measured: number; accepted: number; rejected: number; dropped: number }
  /** Milliseconds of each accepted batch. */
  times: number[]
  reasons: Map<string, number>
}

export function createTally(): Tally {
  return {
    sent: 0,
    accepted: 0,
    refused: 0,
    failed: 0,
    samples: { measured: 0, accepted: 0, rejected: 0, dropped: 0 },
    times: [],
    reasons: new Map(),
  }
}

export function countReason({ reasons }: Tally, reason: string): void {
  reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
}
