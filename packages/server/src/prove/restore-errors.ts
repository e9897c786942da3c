/** Sorts the errors of a restore: the repository's data, this machine's disk, or attributes that cannot be set here. Pure. */
import type { ProofReason } from '@mainstay/contract/recovery'
import { findDamage } from './findings.ts'
import { brief, reason } from './reason.ts'
import { readLine } from './restic-output.ts'

export type RestoreErrors =
  | { kind: 'data'; reasons: ProofReason[] }
  | { kind: 'no-space' }
  | { kind: 'unreachable'; reason: ProofReason }
  /** Owners, times, extended attributes, device nodes: the data is whole. */
  | { kind: 'attributes'; count: number }

const DATA =
  /ciphertext verification|decrypting blob|not found in repository|ReadFull|StreamPack|LoadRaw|load <|invalid data|unexpected EOF|too short|wrong hash|hash mismatch|Unmarshal/i
const NO_SPACE = /no space left on device|disk quota exceeded/i
const ATTRIBUTE = /UtimesNano|chown|chmod|xattr|mknod|mkfifo|mkdev|operation not (supported|permitted)|generic attribute/i
const SUMMARY = /^Fatal: There were \d+ errors/

export function sortRestoreErrors(lines: string[]): RestoreErrors {
  const errors = lines.map(readLine).flatMap((event) => (event.type === 'error' && !SUMMARY.test(event.message.trim()) ? [event] : []))
  const is = (pattern: RegExp) => errors.filter(({ message }) => pattern.test(message))
  if (is(NO_SPACE).length > 0) return { kind: 'no-space' }
  const away = findDamage(lines)
  if (away.kind === 'unreachable') return away
  const data = is(DATA)
  if (data.length > 0) {
    const named = away.reasons.filter(({ code }) => code !== 'recovery.structure.damaged')
    const names = [...new Set(data.flatMap(({ item }) => item ?? []))]
    const detail = brief(data[0]?.message ?? '')
    const files = names.length === 0 ? [] : [reason('recovery.data.damaged', { count: names.length, name: names[0] ?? '', detail })]
    return { kind: 'data', reasons: [...files, ...named] }
  }
  // 0.14 says what it begins; that is no error.
  const real = errors.filter(({ message, item }) => !(item === null && message.startsWith('restoring <')))
  const other = real.filter(({ message }) => !ATTRIBUTE.test(message))
  if (other.length === 0) return { kind: 'attributes', count: real.length }
  const [first] = other
  return {
    kind: 'data',
    reasons: [
      reason('recovery.extract.incomplete', { count: other.length, name: first?.item ?? '?', detail: brief(first?.message ?? '') }),
    ],
  }
}
