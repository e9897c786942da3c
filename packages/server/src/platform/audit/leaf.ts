/** What of an entry its leaf hash covers, and how: the same bytes whoever writes it down. */
import { createHash } from 'node:crypto'

export type LeafFields = {
  clientId: string
  id: string
  /** ISO 8601 in UTC, `2026-11-24T15:00:00.000Z`. */
  at: string
  actorKind: string
  actorId: string
  actorName: string
  action: string
  subject: string
  /** A JSON value. */
  data: unknown
}

/** The leaf of RFC 9162: SHA-256 over 0x00 and the fields in this order, each with its length in UTF-8 as four bytes before it. */
export function leafHash(e: LeafFields): Buffer {
  const hash = createHash('sha256').update(Buffer.of(0))
  for (const field of [e.clientId, e.id, e.at, e.actorKind, e.actorId, e.actorName, e.action, e.subject, sortedJson(e.data)]) {
    const bytes = Buffer.from(field)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  return hash.digest()
}

/** JSON without spaces, members by the code units of their names: the database keeps the value and not the order (jsonb). */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${sortedJson(member)}`).join(',')}}`
}
