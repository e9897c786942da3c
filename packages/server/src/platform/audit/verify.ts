/** Checks a whole log against the checkpoints that were signed and those that an outsider kept; tells the first place where it does not hold. */
import type { AuditLogLine, Checkpoint } from '@mainstay/contract/audit'
import { checkpointStatement, verifyText } from '@mainstay/envelope'
import { leafHash } from './leaf.ts'
import { append, type Frontier, rootOf } from './merkle.ts'

export type LogFault = {
  code: 'key' | 'signature' | 'gap' | 'missing' | 'changed' | 'rewritten' | 'cut-off' | 'unsigned'
  /** Entries `[from, to)` by their index. */
  from: number
  to: number
  text: string
}
export type LogVerdict = { holds: boolean; size: number; checkpoints: number; newest: Checkpoint | null; fault: LogFault | null }

export type LogToVerify = {
  /** In base64url; known from elsewhere than the log itself. */
  serverPublicKey: string
  checkpoints: readonly Checkpoint[]
  /** Seen and kept before, outside the server. */
  kept: readonly Checkpoint[]
  lines: AsyncIterable<AuditLogLine>
}

export async function verifyLog({ serverPublicKey, checkpoints, kept, lines }: LogToVerify): Promise<LogVerdict> {
  const claims = [...checkpoints.map((one) => ({ ...one, kept: false })), ...kept.map((one) => ({ ...one, kept: true }))].sort(
    (a, b) => a.size - b.size,
  )
  let log: Frontier = { size: 0, peaks: [] }
  const verdict = (fault: LogFault | null): LogVerdict => ({
    holds: fault === null,
    size: log.size,
    checkpoints: checkpoints.length,
    newest: checkpoints.at(-1) ?? null,
    fault,
  })
  for (const claim of claims) {
    if (await isSigned(serverPublicKey, claim)) continue
    return verdict(fault('signature', claim.size, claim.size, `${named(claim)} is not signed by the server's key`))
  }
  let sound = 0
  let next = 0
  for await (const line of lines) {
    const wrong = wrongLine(line, log.size)
    if (wrong !== null) return verdict(wrong)
    log = append(log, [Buffer.from(line.leaf, 'base64url')])
    for (let claim = claims[next]; claim !== undefined && claim.size === log.size; claim = claims[++next]) {
      if (rootOf(log.peaks).toString('base64url') !== claim.root)
        return verdict(
          fault(
            'rewritten',
            sound,
            log.size,
            `the entries ${sound} to ${log.size - 1} are not those of ${named(claim)}: a leaf was changed, moved or replaced`,
          ),
        )
    }
    if (claims[next - 1]?.size === log.size) sound = log.size
  }
  const beyond = claims[next]
  if (beyond !== undefined)
    return verdict(
      fault('cut-off', log.size, beyond.size, `the log ends after ${log.size} entries, but ${named(beyond)} has ${beyond.size}`),
    )
  if (sound < log.size) return verdict(fault('unsigned', sound, log.size, `no checkpoint covers the entries from ${sound} on`))
  return verdict(null)
}

function wrongLine(line: AuditLogLine, expected: number): LogFault | null {
  const at = (code: LogFault['code'], text: string) => fault(code, expected, expected + 1, text)
  if (line.index !== expected) return at('gap', `entry ${expected} is missing from the order: after ${expected - 1} comes ${line.index}`)
  const { entry } = line
  if (entry === null) return at('missing', `entry ${expected} (${line.entryId}) was in the log and is gone`)
  if (entry.id === line.entryId && entry.clientId === line.clientId && leafHash(entry).toString('base64url') === line.leaf) return null
  return at('changed', `entry ${expected} (${entry.id}: ${entry.action} by ${entry.actorName}, ${entry.at}) is not as it was written`)
}

function isSigned(publicKey: string, { size, root, at, signature }: Checkpoint): Promise<boolean> {
  return verifyText(publicKey, signature, checkpointStatement({ size, root, at }))
}

function named({ size, at, kept }: Checkpoint & { kept: boolean }): string {
  return kept ? `the checkpoint of ${at} that was kept outside (${size} entries)` : `the checkpoint of ${at} (${size} entries)`
}

function fault(code: LogFault['code'], from: number, to: number, text: string): LogFault {
  return { code, from, to, text }
}
