/** Which file belongs to which message. */
import type { Attachment } from '@mainstay/contract/servicedesk'
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../../platform/database/index.ts'
import { partsOf } from '../store.ts'
import { desk } from '../tables.ts'
import type { KeptAttachment } from './keep.ts'

type Key = { client_id: Id; id: Id }

export async function insertAttachments(tx: Tx, { client_id, id }: Key, messageId: Id, kept: readonly KeptAttachment[]): Promise<void> {
  if (kept.length === 0) return
  await desk(tx)
    .insertInto('servicedesk_attachment')
    .values(kept.map(({ mediaType, ...one }) => ({ client_id, ticket_id: id, message_id: messageId, media_type: mediaType, ...one })))
    .execute()
}

export type StoredAttachment = KeptAttachment & { messageId: Id }

export async function attachmentsOf(tx: Tx, { client_id, id }: Key): Promise<StoredAttachment[]> {
  const rows = await desk(tx)
    .selectFrom('servicedesk_attachment')
    .selectAll()
    .where('client_id', '=', client_id)
    .where('ticket_id', 'in', await partsOf(tx, { client_id, id }))
    .orderBy('id')
    .execute()
  return rows.map(({ message_id, media_type, size, id: own, name, sha256, scan, found }) => ({
    id: own,
    messageId: message_id,
    name,
    mediaType: media_type,
    size: Number(size),
    sha256,
    scan,
    found,
  }))
}

/** Whether a row names this file: the daily look-round removes what none does. */
export async function isAttached(tx: Tx, clientId: Id, id: Id): Promise<boolean> {
  const row = await desk(tx)
    .selectFrom('servicedesk_attachment')
    .select('id')
    .where('client_id', '=', clientId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}

export function attachmentWire({ id, name, mediaType, size, scan, found, sha256 }: StoredAttachment): Attachment {
  return { id, name, mediaType, size, scan, found, kept: sha256 !== null }
}
