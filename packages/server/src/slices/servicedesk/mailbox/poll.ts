/** Reads the desk's mailbox over IMAP: what is new since the last look, oldest first; each is durable here before its number is noted. */
import type { Clock } from '@mainstay/kernel'
import { ImapFlow } from 'imapflow'
import { type Database, oneClient, PROVIDER_ID } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { isLoopbackHost } from '../../../platform/outbound/index.ts'
import type { ReceiveMail } from '../mail-in.ts'
import type { MailboxService } from './service.ts'
import { loadSetAside, MOST_TRIES, removeSetAside, saveSetAside } from './set-aside.ts'
import { loadPlace, type Mailbox, type Place, recordRefused, savePlace } from './store.ts'
import { type Head, headOf, namesOf, NotStored, take } from './take.ts'

export type PollDeps = {
  database: Database
  clock: Clock
  log: Log
  mailbox: Pick<MailboxService, 'current' | 'imapPassword'>
  receiveMail: ReceiveMail
}

const MOST_AT_ONCE = 200
const PATIENCE_MS = 20_000
/** Their clock and ours may differ by so much. */
const CLOCKS_MS = 10 * 60_000

/** How many were taken. Trouble is kept beside the mailbox, for people; it does not throw. */
export async function pollMailbox(deps: PollDeps): Promise<number> {
  const box = await deps.mailbox.current()
  if (!box?.imap) return 0
  const name = `${box.imap.user}@${box.imap.host}/${box.imap.folder}`
  const own = oneClient(PROVIDER_ID)
  const known = await deps.database.transaction(own, loadPlace)
  // Another mailbox begins with what comes from now on: an old one would open tickets by the thousand.
  const state: State = { name, place: known?.mailbox === name ? known : null, taken: 0 }
  const save: Save = async (place, trouble) => {
    state.place = { ...place, mailbox: name, polledAt: deps.clock.now(), trouble }
    await deps.database.transaction(own, (tx) => savePlace(tx, state.place as Place))
  }
  try {
    await read(deps, box, state, save)
  } catch (error) {
    const detail = describe(error)
    deps.log.warn({ err: error }, "the desk's mailbox could not be read, trying again")
    await save(state.place ?? { validity: '', lastUid: 0, drainedAt: null }, detail)
  }
  return state.taken
}

type State = { name: string; place: Place | null; taken: number }
type Save = (place: Omit<Place, 'mailbox' | 'polledAt' | 'trouble'>, trouble: string | null) => Promise<void>

async function read(deps: PollDeps, box: Mailbox, state: State, save: Save): Promise<void> {
  const { imap } = box
  if (imap === null) return
  // Set before this was refused: a password and every mail would go over the net in the clear.
  if (imap.tls === 'none' && !isLoopbackHost(imap.host))
    throw new Error(`${imap.host} is not this machine, so it needs encryption: choose it`)
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
    const started = deps.clock.now()
    const opened = await client.mailboxOpen(imap.folder)
    const [validity, next] = [String(opened.uidValidity), opened.uidNext ?? 1]
    const before = state.place
    const isFirst = before === null || before.validity === ''
    const isAnew = !isFirst && before.validity !== validity
    // The numbers mean something else now (RFC 3501, 2.3.1.1). What was there at the last whole look was seen then, whatever its number is:
    // it is passed over by its date, and what is too near to tell by its Message-ID, which makes a second one a duplicate.
    const seenUntil = isAnew ? (before.drainedAt ?? started).getTime() - CLOCKS_MS : null
    let drainedAt = before?.drainedAt ?? null
    let lastUid = isFirst ? next - 1 : isAnew ? 0 : before.lastUid
    await again(deps, imap.trusts, client, { mailbox: state.name, validity }, state)
    const numbers = lastUid + 1 >= next ? [] : (await client.search({ uid: `${lastUid + 1}:*`, ...since(seenUntil) }, { uid: true })) || []
    const fresh = numbers.filter((one) => one > lastUid).toSorted((a, b) => a - b)
    const those = isAnew ? fresh : fresh.slice(0, MOST_AT_ONCE)
    for (const uid of those) {
      const head = await headOf(client, uid)
      if (head !== null && !isSeen(head, seenUntil))
        await one(deps, imap.trusts, client, { mailbox: state.name, validity, uid }, head, state)
      lastUid = uid
      // Of a new numbering the place is noted at its end alone: half way the date would no longer tell.
      if (!isAnew) await save({ validity, lastUid, drainedAt }, null)
    }
    if (those.length === fresh.length) {
      lastUid = Math.max(lastUid, next - 1)
      drainedAt = started
    }
    const aside = await deps.database.transaction(oneClient(PROVIDER_ID), (tx) => loadSetAside(tx, { mailbox: state.name, validity }))
    await save({ validity, lastUid, drainedAt }, aside.length === 0 ? null : asideWords(aside))
  } finally {
    await client.logout().catch(() => client.close())
  }
}

/** A search knows days alone (RFC 3501, 6.4.4), of the server's zone: a day more, then each is looked at. */
function since(until: number | null): { since?: Date } {
  return until === null ? {} : { since: new Date(until - 86_400_000) }
}

function isSeen({ internalDate }: Head, until: number | null): boolean {
  return until !== null && internalDate !== undefined && new Date(internalDate).getTime() < until
}

type Key = { mailbox: string; validity: string; uid: number }

/** Taken, or set aside with its name: what lies behind it does not wait. Throws only where that cannot be written down either. */
async function one(deps: PollDeps, trusts: string, client: ImapFlow, key: Key, head: Head, state: State): Promise<void> {
  try {
    await take(deps, trusts, client, key.uid, head)
    state.taken++
    await client.messageFlagsAdd(String(key.uid), ['\\Seen'], { uid: true })
    await deps.database.transaction(oneClient(PROVIDER_ID), (tx) => removeSetAside(tx, key))
  } catch (error) {
    if (!(error instanceof NotStored)) throw error
    deps.log.error({ err: error, uid: key.uid }, 'a mail of the desk could not be stored and is set aside')
    const now = deps.clock.now()
    await deps.database.transaction(oneClient(PROVIDER_ID), async (tx) => {
      const tries = await saveSetAside(tx, { ...key, ...namesOf(head), detail: error.message.slice(0, 300) }, now)
      if (tries < MOST_TRIES) return
      await removeSetAside(tx, key)
      await recordRefused(tx, { at: now, ...namesOf(head), reason: 'not-stored' })
    })
  }
}

/** What was set aside and is due. */
async function again(deps: PollDeps, trusts: string, client: ImapFlow, key: Omit<Key, 'uid'>, state: State): Promise<void> {
  const aside = await deps.database.transaction(oneClient(PROVIDER_ID), (tx) => loadSetAside(tx, key))
  for (const { uid } of aside.filter(({ nextAt }) => nextAt <= deps.clock.now())) {
    const head = await headOf(client, uid)
    if (head === null) await deps.database.transaction(oneClient(PROVIDER_ID), (tx) => removeSetAside(tx, { ...key, uid }))
    else await one(deps, trusts, client, { ...key, uid }, head, state)
  }
}

function asideWords(aside: readonly { sender: string; subject: string; detail: string }[]): string {
  const [first] = aside
  const more = aside.length === 1 ? '' : ` and ${aside.length - 1} more`
  return `“${first?.subject ?? ''}” of ${first?.sender ?? ''}${more} could not be stored (${first?.detail ?? ''}); set aside, and tried again`
}

/** The server's own words where it said some. */
function describe(error: unknown): string {
  const { responseText, message } = error as { responseText?: string; message?: string }
  return (responseText ?? message ?? String(error)).slice(0, 300)
}
