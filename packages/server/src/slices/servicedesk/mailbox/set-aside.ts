/** Mail of the mailbox that could not be stored: it is named, tried again ever more rarely, and stops nobody behind it. Rows of the provider. */
import { sql } from 'kysely'
import { PROVIDER_ID, type Tx } from '../../../platform/database/index.ts'
import { desk } from '../tables.ts'

export type SetAside = {
  mailbox: string
  validity: string
  uid: number
  sender: string
  subject: string
  detail: string
  tries: number
  firstAt: Date
  nextAt: Date
}
export type SetAsideKey = Pick<SetAside, 'mailbox' | 'validity' | 'uid'>

const MINUTE_MS = 60_000
/** About four days: a scanner that was away over a weekend is back by then. */
export const MOST_TRIES = 30
const LONGEST_WAIT_MS = 4 * 60 * MINUTE_MS

/** Minutes, doubled each time, to four hours. */
export function nextTry(tries: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(MINUTE_MS * 2 ** Math.min(tries - 1, 20), LONGEST_WAIT_MS))
}

/** Of this mailbox; an old numbering names nothing any more. */
export async function loadSetAside(tx: Tx, { mailbox, validity }: Pick<SetAside, 'mailbox' | 'validity'>): Promise<SetAside[]> {
  const rows = await desk(tx)
    .selectFrom('servicedesk_set_aside')
    .selectAll()
    .where('client_id', '=', PROVIDER_ID)
    .where('mailbox', '=', mailbox)
    .where('validity', '=', validity)
    .orderBy('uid')
    .execute()
  return rows.map((row) => ({
    mailbox,
    validity,
    uid: Number(row.uid),
    sender: row.sender,
    subject: row.subject,
    detail: row.detail,
    tries: row.tries,
    firstAt: row.first_at,
    nextAt: row.next_at,
  }))
}

/** How often it was tried by now. */
export async function saveSetAside(tx: Tx, o: Omit<SetAside, 'tries' | 'firstAt' | 'nextAt'>, now: Date): Promise<number> {
  const row = { client_id: PROVIDER_ID, ...o, tries: 1, first_at: now, next_at: nextTry(1, now) }
  const { tries } = await desk(tx)
    .insertInto('servicedesk_set_aside')
    .values(row)
    .onConflict((on) =>
      on
        .columns(['client_id', 'mailbox', 'validity', 'uid'])
        .doUpdateSet({ detail: o.detail, tries: sql<number>`servicedesk_set_aside.tries + 1` }),
    )
    .returning('tries')
    .executeTakeFirstOrThrow()
  if (tries > 1)
    await at(tx, o)
      .set({ next_at: nextTry(tries, now) })
      .execute()
  return tries
}

function at(tx: Tx, { mailbox, validity, uid }: SetAsideKey) {
  return desk(tx)
    .updateTable('servicedesk_set_aside')
    .where('client_id', '=', PROVIDER_ID)
    .where('mailbox', '=', mailbox)
    .where('validity', '=', validity)
    .where('uid', '=', String(uid))
}

export async function removeSetAside(tx: Tx, { mailbox, validity, uid }: SetAsideKey): Promise<void> {
  await desk(tx)
    .deleteFrom('servicedesk_set_aside')
    .where('client_id', '=', PROVIDER_ID)
    .where('mailbox', '=', mailbox)
    .where('validity', '=', validity)
    .where('uid', '=', String(uid))
    .execute()
}
