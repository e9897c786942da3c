/** A reason of a proof: its code, and its text out of the one table of errors. */
import type { ProofReason } from '@mainstay/contract/recovery'
import { type ErrorCode, type ErrorData, errorText } from '@mainstay/kernel'

export function reason(code: ErrorCode & `recovery.${string}`, data: ErrorData = {}): ProofReason {
  return { code, text: errorText(code, data) }
}

/** Each reason once, in the order they came. */
export function distinct(reasons: ProofReason[]): ProofReason[] {
  const seen = new Set<string>()
  return reasons.filter(({ code, text }) => !seen.has(`${code} ${text}`) && seen.add(`${code} ${text}`))
}

/** What a text of restic says in one short line. */
export function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 299)}…` : line
}
