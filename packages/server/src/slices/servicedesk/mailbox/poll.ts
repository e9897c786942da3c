/** Reads the desk's mailbox over IMAP: what is new since the last look, oldest first; each is durable here before its number is noted. */
import type { Clock } from '@mainstay/kernel'
import { ImapFlow } from 'imapflow'
import { type Database, oneClient, PROVIDER_ID } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { alignedByResults } from '../domain/mail/proven.ts'
import { headerOf, parseAddresses, parseMessage } from '../../../platform/mime/index.ts'
import type { ReceiveMail } from '../mail-in.ts'
import type { MailboxService } from './service.ts'
import { loadPlace, type Mailbox, type Place, recordRefused, savePlace } from './store.ts'

export type PollDeps = {
  database: Database
  clock: Clock
  log: Log
  mailbox: Pick<MailboxService, 'current' | 'imapPassword'>
  receiveMail: ReceiveMail
}

/** Larger ones stay in the mailbox, and are named among what was refused. */
const MOST_BYTES = 50 * 1024 * 1024
const MOST_AT_ONCE = 200
const PATIENCE_MS = 20_000

/** How many were taken. Trouble is kept beside the mailbox, for people; it does not throw. */
export async function pollMailbox(deps: PollDeps): Promise<number> {
  const box = await deps.mailbox.current()
  if (!box?.imap) return 0
  const name = `${box.imap.user}@${box.imap.host}/${box.imap.folder}`
  const own = oneClient(PROVIDER_ID)
  const known = await deps.database.transaction(own, loadPlace)
  // Another mailbox begins with what comes from now on: an old one would open tickets by the thousand.
  const state = { place: known?.mailbox === name ? known : null, taken: 0 }
  const save = async (place: Omit<Place, 'mailbox' | 'polledAt' | 'trouble'>, trouble: string | null): Promise<void> => {
    state.place = { ...place, mailbox: name, polledAt: deps.clock.now(), trouble }
    await deps.database.transaction(own, (tx) => savePlace(tx, state.place as Place))
  }
  try {
    await read(deps, box, state, save)
  } catch (error) {
    const detail = describe(error)
    deps.log.warn({ err: error }, "the desk's mailbox could not be read, trying again")
    await save(state.place ?? { validity: '', lastUid: 0 }, detail)
  }
  return state.taken
}

type State = { place: Place | null; taken: number }
type Save = (place: Omit<Place, 'mailbox' | 'polledAt' | 'trouble'>, trouble: string | null) => Promise<void>

async function read(deps: PollDeps, box: Mailbox, state: State, save: Save): Promise<void> {
  const { imap } = box
  if (imap === null) return
  const client = new ImapFlow({
    host: imap.host,
    port: imap.port,
    secure: imap.tls === 'tls',
    ...(imap.tls === 'tls' ? {} : { doSTARTTLS: imap.tls === 'starttls' }),
    auth: { user: imap.user, pass: await deps.mailbox.imapPassword(box) },
    logger: false,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: 120_000,
  })
  // Without a listener an error of the socket would end the process; whatever awaits is told as well.
  client.on('error', () => {})
  await client.connect()
  try {
    const opened = await client.mailboxOpen(imap.folder)
    const validity = String(opened.uidValidity)
    const next = opened.uidNext ?? 1
    const begin = state.place === null || state.place.validity !== validity
    // The numbers mean something else now (RFC 3501, 2.3.1.1): the start, or the server made the mailbox anew.
    const from = begin ? (state.place === null || state.place.validity === '' ? next : 1) : (state.place?.lastUid ?? 0) + 1
    if (from >= next) return await save({ validity, lastUid: next - 1 }, null)
    const numbers = (await client.search({ uid: `${from}:*` }, { uid: true })) || []
    for (const uid of numbers
      .filter((one) => one >= from)
      .toSorted((a, b) => a - b)
      .slice(0, MOST_AT_ONCE)) {
      await take(deps, imap.trusts, client, uid)
      state.taken++
      await save({ validity, lastUid: uid }, null)
      await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
    }
  } finally {
    await client.logout().catch(() => client.close())
  }
}

async function take({ receiveMail, database, clock }: PollDeps, trusts: string, client: ImapFlow, uid: number): Promise<void> {
  const head = await client.fetchOne(String(uid), { uid: true, size: true, envelope: true }, { uid: true })
  // Another program removed it meanwhile.
  if (head === false) return
  if ((head.size ?? 0) > MOST_BYTES) {
    const sender = head.envelope?.from?.[0]?.address ?? ''
    const refused = {
      at: clock.now(),
      sender: sender.slice(0, 320),
      subject: (head.envelope?.subject ?? '').slice(0, 300),
      reason: 'too-large',
    }
    await database.transaction(oneClient(PROVIDER_ID), (tx) => recordRefused(tx, refused))
    return
  }
  const whole = await client.fetchOne(String(uid), { uid: true, source: { maxLength: MOST_BYTES } }, { uid: true })
  if (whole === false || whole.source === undefined) return
  const { root } = parseMessage(whole.source)
  const returned = /<([^<>\s]*)>/.exec(headerOf(root, 'return-path') ?? '')?.[1]
  const addresses = ['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to'].flatMap((name) =>
    parseAddresses(headerOf(root, name) ?? ''),
  )
  const [from] = parseAddresses(headerOf(root, 'from') ?? '')
  const sender = returned ?? from?.address ?? ''
  const aligned = alignedByResults(root.headers, trusts, from?.address ?? '')
  await receiveMail(whole.source, { sender, recipients: addresses.map(({ address }) => address) }, { aligned })
}

/** The server's own words where it said some. */
function describe(error: unknown): string {
  const { responseText, message } = error as { responseText?: string; message?: string }
  return (responseText ?? message ?? String(error)).slice(0, 300)
}
