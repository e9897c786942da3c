/** The audit log: an entry in the transaction of the change that it tells of. No role of the application can alter one. */
import { createHash } from 'node:crypto'
import { type Id, newId } from '@mainstay/kernel'
import type { Actor } from '../auth/index.ts'
import type { Tx } from '../database/index.ts'

export type AuditEntry = {
  actor: Pick<Actor, 'kind' | 'id' | 'name'>
  /** PROVIDER_ID for what belongs to no client. */
  clientId: Id
  /** `slice.what-happened` */
  action: string
  /** The id or name of the thing it happened to. */
  subject: string
  data?: Record<string, unknown>
  at: Date
}

type AuditTables = {
  audit_entry: {
    client_id: string
    id: string
    at: Date
    actor_kind: string
    actor_id: string
    actor_name: string
    action: string
    subject: string
    data: string
    leaf: Buffer
  }
}

export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  const id = newId(entry.at.getTime())
  const data = JSON.stringify(entry.data ?? {})
  const { kind, id: actorId, name } = entry.actor
  await tx
    .withTables<AuditTables>()
    .insertInto('audit_entry')
    .values({
      client_id: entry.clientId,
      id,
      at: entry.at,
      actor_kind: kind,
      actor_id: actorId,
      actor_name: name,
      action: entry.action,
      subject: entry.subject,
      data,
      leaf: leafHash([entry.clientId, id, entry.at.toISOString(), kind, actorId, name, entry.action, entry.subject, data]),
    })
    .execute()
}

/** RFC 6962 leaf: SHA-256 over 0x00 and the fields, each with its length before it. */
export function leafHash(fields: readonly string[]): Buffer {
  const hash = createHash('sha256').update(Buffer.of(0))
  for (const field of fields) {
    const bytes = Buffer.from(field)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  return hash.digest()
}
