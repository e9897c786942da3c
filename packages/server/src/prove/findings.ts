/** Tells from restic's words what is wrong: which file of the repository, or that it could not be asked at all. */
import type { ProofReason } from '@mainstay/contract/recovery'
import { brief, distinct, reason } from './reason.ts'
import { readLine } from './restic-output.ts'

/** `damaged` is an answer (failed); `unreachable` is none (unknown). */
export type Findings = { kind: 'damaged'; reasons: ProofReason[] } | { kind: 'unreachable'; reason: ProofReason }

/** Words of a network, a proxy or a store that is away: the repository may well be whole. */
const AWAY =
  /connection (refused|reset)|no such host|i\/o timeout|network is unreachable|no route to host|TLS handshake|x509:|(?:unexpected HTTP response|HTTP).{0,12}\(?(?:401|403|429|5\d\d)|ssh:|Temporary failure in name resolution/i

const RULES: [RegExp, (match: RegExpExecArray, message: string) => ProofReason][] = [
  [/pack ([0-9a-f]{64}): does not exist/, ([, name = '']) => reason('recovery.pack.missing', { name })],
  [
    /pack ([0-9a-f]{64}): unexpected file size: got (\d+), expected (\d+)/,
    ([, name = '', found = '', expected = '']) => reason('recovery.pack.truncated', { name, found, expected }),
  ],
  [/(?:index ([0-9a-f]{64})|<index\/([0-9a-f]+)>)/, ([, long, short = '']) => reason('recovery.index.damaged', { name: long ?? short })],
  [/<snapshot\/([0-9a-f]+)>/, ([, name = '']) => reason('recovery.snapshot.damaged', { name })],
  [/config or key [0-9a-f]+ is damaged/, (_match, message) => reason('recovery.config.damaged', { detail: brief(message) })],
  [/<key\/[0-9a-f]+>/, (_match, message) => reason('recovery.key.damaged', { detail: brief(message) })],
  [
    /decrypting blob <\w+\/[0-9a-f]+> from ([0-9a-f]+) failed: (.*)/,
    ([, name = '', detail = '']) => reason('recovery.pack.damaged', { name, detail: brief(detail) }),
  ],
  [
    /decrypting blob ([0-9a-f]{64}) failed: (.*)/,
    ([, name = '', detail = '']) => reason('recovery.blob.damaged', { name, detail: brief(detail) }),
  ],
  [/pack ([0-9a-f]{8,64})[ :](.*)/i, ([, name = '', detail = '']) => reason('recovery.pack.damaged', { name, detail: brief(detail) })],
]

/** Lines that accompany a fault and name none. */
const NOISE =
  /^(error for tree [0-9a-f]+:?|Fatal: (repository contains errors|LoadIndex returned errors|There were \d+ errors)|load indexes|check (all packs|snapshots, trees and blobs)|\[\d+:\d+\].*)$/
const ADVICE =
  /must be repaired|restic repair|troubleshooting|can be caused by|additional files were found|non-critical|using temporary cache|no errors were found/i

export function findDamage(lines: string[]): Findings {
  const events = lines.map(readLine)
  const messages = events.flatMap((event) => (event.type === 'error' ? [event.message.trim()] : []))
  const away = messages.find((message) => AWAY.test(message))
  if (away !== undefined) return { kind: 'unreachable', reason: reason('recovery.repository.unreachable', { detail: brief(away) }) }
  const orphans = events.some((event) => event.type === 'suggests-prune')
  const reasons = messages.filter((message) => !NOISE.test(message) && !ADVICE.test(message)).map((message) => judge(message, orphans))
  return {
    kind: 'damaged',
    reasons: distinct(
      reasons.length > 0 ? reasons : [reason('recovery.structure.damaged', { detail: brief(messages[0] ?? 'restic gave no reason') })],
    ),
  }
}

function judge(message: string, orphans: boolean): ProofReason {
  const lost = /id ([0-9a-f]{64}) not found in repository/.exec(message)
  // Packs that no index knows, together with data that is not found: the index that named them is gone.
  if (lost !== null) return reason(orphans ? 'recovery.index.missing' : 'recovery.blob.missing', { name: lost[1] ?? '' })
  for (const [pattern, make] of RULES) {
    const match = pattern.exec(message)
    if (match !== null) return make(match, message)
  }
  return reason('recovery.structure.damaged', { detail: brief(message) })
}
