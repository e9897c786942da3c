/** How a copy in another place stands, by what it said last: silence is no good news. */
import type { CopyDeviceReport, CopyStanding } from '@mainstay/contract/recovery'

export type SaidByCopy = { name: string; at: Date; report: CopyDeviceReport }

const HOUR_MS = 3_600_000
/** A copy looks every hour; after so long nothing is known of it. */
const SILENT_AFTER_MS = 26 * HOUR_MS
/** Its own proof of the newest restore point counts for so long. */
const PROOF_MS = 8 * 24 * HOUR_MS

export function copyStanding({ name, at, report }: SaidByCopy, now: Date): CopyStanding {
  const { restorePoints, bytes, newestAt, complete, proof, findings } = report
  const proven = proof !== null && proof.verdict === 'passed' && now.getTime() - new Date(proof.at).getTime() < PROOF_MS
  const silent = now.getTime() - at.getTime() > SILENT_AFTER_MS
  return {
    name,
    standing: silent ? 'silent' : findings.length > 0 ? 'alarm' : !complete ? 'behind' : restorePoints > 0 && proven ? 'good' : 'unproven',
    saidAt: at.toISOString(),
    restorePoints,
    bytes,
    newestAt,
    proof: proof === null ? null : { at: proof.at, verdict: proof.verdict, level: proof.level },
    findings,
  }
}
