/** Takes one mail out of the mailbox: whole, with its envelope and what its server proved. */
import type { Clock } from '@mainstay/kernel'
import type { FetchMessageObject, ImapFlow } from 'imapflow'
import { type Database, oneClient, PROVIDER_ID } from '../../../platform/database/index.ts'
import { headerOf, parseAddresses, parseMessage } from '../../../platform/mime/index.ts'
import { alignedByResults } from '../domain/mail/proven.ts'
import type { ReceiveMail } from '../mail-in.ts'
import { recordRefused } from './store.ts'

type Deps = { database: Database; clock: Clock; receiveMail: ReceiveMail }

/** Larger ones stay in the mailbox, and are named among what was refused. */
const MOST_BYTES = 50 * 1024 * 1024

/** It could not be stored here, though the mailbox answered. */
export class NotStored extends Error {}

export type Head = Pick<FetchMessageObject, 'size' | 'envelope' | 'internalDate'>

/** Null when another program removed it meanwhile. */
export async function headOf(client: ImapFlow, uid: number): Promise<Head | null> {
  const head = await client.fetchOne(String(uid), { uid: true, size: true, envelope: true, internalDate: true }, { uid: true })
  return head === false ? null : head
}

/** What people are told of a mail that becomes no ticket. */
export function namesOf({ envelope }: Head): { sender: string; subject: string } {
  return { sender: (envelope?.from?.[0]?.address ?? '').slice(0, 320), subject: (envelope?.subject ?? '').slice(0, 300) }
}

/** Throws NotStored where the desk could not keep it; whatever else it throws is the mailbox's. */
export async function take(
  { receiveMail, database, clock }: Deps,
  trusts: string,
  client: ImapFlow,
  uid: number,
  head: Head,
): Promise<void> {
  if ((head.size ?? 0) > MOST_BYTES) {
    const refused = { at: clock.now(), ...namesOf(head), reason: 'too-large' }
    await database.transaction(oneClient(PROVIDER_ID), (tx) => recordRefused(tx, refused))
    return
  }
  const whole = await client.fetchOne(String(uid), { uid: true, source: { maxLength: MOST_BYTES } }, { uid: true })
  if (whole === false || whole.source === undefined) return
  try {
    const { root } = parseMessage(whole.source)
    const returned = /<([^<>\s]*)>/.exec(headerOf(root, 'return-path') ?? '')?.[1]
    const addresses = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to'].flatMap((name) =>
      parseAddresses(headerOf(root, name) ?? ''),
    )
    const [from] = parseAddresses(headerOf(root, 'from') ?? '')
    const sender = returned ?? from?.address ?? ''
    const aligned = alignedByResults(root.headers, trusts, from?.address ?? '')
    await receiveMail(whole.source, { sender, recipients: addresses.map(({ address }) => address) }, { aligned })
  } catch (error) {
    throw new NotStored(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
