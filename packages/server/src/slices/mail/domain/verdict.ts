/** What happens to a message with so many points. */

export type ScoreVerdict = 'deliver' | 'tag' | 'quarantine' | 'reject'
/** Points from which a message is marked, held, refused. */
export type Thresholds = { tag: number; quarantine: number; reject: number }

export function verdictOf(score: number, { tag, quarantine, reject }: Thresholds): ScoreVerdict {
  if (score >= reject) return 'reject'
  if (score >= quarantine) return 'quarantine'
  return score >= tag ? 'tag' : 'deliver'
}
