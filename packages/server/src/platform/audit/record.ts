/** Writes an entry in the transaction of the change that it tells of, and hands its leaf to the sequencing job. */
import { type Id, newId } from '@mainstay/kernel'
import type { Actor } from '../auth/index.ts'
import type { Tx } from '../database/index.ts'
import { leafHash } from './leaf.ts'

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
  audit_pending: { client_id: string; entry_id: string; leaf: Buffer }
}

export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  const t = tx.withTables<AuditTables>()
  const id = newId(entry.at.getTime())
  const data = JSON.stringify(entry.data ?? {})
  const { clientId, at, action, subject, actor } = entry
  const { kind: actorKind, id: actorId, name: actorName } = actor
  // Of the text, not of the object: what JSON leaves out is not in the entry either.
  const fields = { clientId, id, at: at.toISOString(), actorKind, actorId, actorName, action, subject, data: JSON.parse(data) as unknown }
  const leaf = leafHash(fields)
  await t
    .insertInto('audit_entry')
    .values({ client_id: clientId, id, at, actor_kind: actorKind, actor_id: actorId, actor_name: actorName, action, subject, data, leaf })
    .execute()
  await t.insertInto('audit_pending').values({ client_id: clientId, entry_id: id, leaf }).execute()
}
