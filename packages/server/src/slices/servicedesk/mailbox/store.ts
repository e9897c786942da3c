/** Reads and writes the desk's mailbox, how far it was read, and what became no ticket. Rows of the provider. */
import type { Imap, SmartHost } from '@mainstay/contract/servicedesk'
import { type Id, newId } from '@mainstay/kernel'
import { PROVIDER_ID, type Tx } from '../../../platform/database/index.ts'
import { desk } from '../tables.ts'

export type Mailbox = {
  address: string
  name: string
  imap: Imap | null
  /** Sealed by the vault; so is the other. */
  imapSecret: Buffer | null
  smartHost: SmartHost | null
  smartHostSecret: Buffer | null
  setAt: Date
  setBy: string
}

export async function loadMailbox(tx: Tx): Promise<Mailbox | null> {
  const row = await desk(tx).selectFrom('servicedesk_mailbox').selectAll().where('client_id', '=', PROVIDER_ID).executeTakeFirst()
  if (row === undefined) return null
  const { address, name, imap, imap_secret, smart_host, smart_host_secret, set_at, set_by } = row
  return {
    address,
    name,
    imap,
    imapSecret: imap_secret,
    smartHost: smart_host,
    smartHostSecret: smart_host_secret,
    setAt: set_at,
    setBy: set_by,
  }
}

export async function saveMailbox(tx: Tx, box: Mailbox): Promise<void> {
  const columns = {
    address: box.address,
    name: box.name,
    imap: box.imap === null ? null : JSON.stringify(box.imap),
    imap_secret: box.imapSecret,
    smart_host: box.smartHost === null ? null : JSON.stringify(box.smartHost),
    smart_host_secret: box.smartHostSecret,
    set_at: box.setAt,
    set_by: box.setBy,
  }
  await desk(tx)
    .insertInto('servicedesk_mailbox')
    .values({ client_id: PROVIDER_ID, ...columns })
    .onConflict((on) => on.column('client_id').doUpdateSet(columns))
    .execute()
}

/** `drainedAt`: when it was last read to its end. */
export type Place = {
  mailbox: string
  validity: string
  lastUid: number
  polledAt: Date
  drainedAt: Date | null
  trouble: string | null
}

export async function loadPlace(tx: Tx): Promise<Place | null> {
  const row = await desk(tx).selectFrom('servicedesk_mailbox_place').selectAll().where('client_id', '=', PROVIDER_ID).executeTakeFirst()
  if (row === undefined) return null
  const { mailbox, validity, last_uid, polled_at, drained_at, trouble } = row
  return { mailbox, validity, lastUid: Number(last_uid), polledAt: polled_at, drainedAt: drained_at, trouble }
}

export async function savePlace(tx: Tx, { mailbox, validity, lastUid, polledAt, drainedAt, trouble }: Place): Promise<void> {
  const columns = { mailbox, validity, last_uid: lastUid, polled_at: polledAt, drained_at: drainedAt, trouble }
  await desk(tx)
    .insertInto('servicedesk_mailbox_place')
    .values({ client_id: PROVIDER_ID, ...columns })
    .onConflict((on) => on.column('client_id').doUpdateSet(columns))
    .execute()
}

export type Refused = { id: Id; at: Date; sender: string; subject: string; reason: string }

export async function recordRefused(tx: Tx, refused: Omit<Refused, 'id'>): Promise<void> {
  await desk(tx)
    .insertInto('servicedesk_refused_mail')
    .values({ client_id: PROVIDER_ID, id: newId(refused.at.getTime()), ...refused })
    .execute()
}

const MOST_REFUSED = 100

/** The newest first. */
export async function loadRefused(tx: Tx): Promise<Refused[]> {
  const rows = await desk(tx)
    .selectFrom('servicedesk_refused_mail')
    .selectAll()
    .where('client_id', '=', PROVIDER_ID)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(MOST_REFUSED)
    .execute()
  return rows.map(({ id, at, sender, subject, reason }) => ({ id, at, sender, subject, reason }))
}
