/** Use cases of the desk's mailbox: what is set up, setting it, and what the mail gateway asks of it. */
import type { DeskMail, SetDeskMailbox } from '@mainstay/contract/servicedesk'
import { AppError, type Clock } from '@mainstay/kernel'
import { recordAudit } from '../../../platform/audit/index.ts'
import { type Actor, authorise } from '../../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID } from '../../../platform/database/index.ts'
import { isLoopbackHost } from '../../../platform/outbound/index.ts'
import type { Vault } from '../../../platform/vault/index.ts'
import type { NextHop } from '../../mail/index.ts'
import { loadMailbox, loadPlace, loadRefused, type Mailbox, saveMailbox } from './store.ts'

export type MailboxService = {
  get(actor: Actor): Promise<DeskMail>
  set(actor: Actor, input: SetDeskMailbox): Promise<DeskMail>
  /** At most a few seconds old: the mail port asks for every recipient. */
  current(): Promise<Mailbox | null>
  smartHost(): Promise<NextHop | null>
  imapPassword(box: Mailbox): Promise<string>
}

type Deps = { database: Database; clock: Clock; vault: Vault }

const FRESH_MS = 3000
const PURPOSES = { imap: 'desk-imap', smartHost: 'desk-smart-host' } as const

export function createMailboxService({ database, clock, vault }: Deps): MailboxService {
  const own = oneClient(PROVIDER_ID)
  let known: { at: number; box: Mailbox | null } | null = null
  const load = () => database.transaction(own, loadMailbox)
  const open = async (purpose: string, sealed: Buffer): Promise<string> => (await vault.open(PROVIDER_ID, purpose, sealed)).toString('utf8')
  const sealed = async (purpose: string, password: string | undefined, before: Buffer | null, same: boolean): Promise<Buffer | null> =>
    password !== undefined ? vault.seal(PROVIDER_ID, purpose, Buffer.from(password)) : same ? before : null
  const current = async (): Promise<Mailbox | null> => {
    const now = clock.now().getTime()
    if (known === null || Math.abs(now - known.at) > FRESH_MS) known = { at: now, box: await load() }
    return known.box
  }
  const get = async (actor: Actor): Promise<DeskMail> => {
    authorise(actor, 'servicedesk.read')
    return database.transaction(own, async (tx) => {
      const [box, place] = [await loadMailbox(tx), await loadPlace(tx)]
      // Of whom a mail was that became no ticket is not for those who see a few clients alone.
      const refused = actor.clients === 'all' ? await loadRefused(tx) : []
      return { mailbox: box === null ? null : wire(box, place), refused: refused.map((one) => ({ ...one, at: one.at.toISOString() })) }
    })
  }
  return {
    get,
    current,
    set: async (actor, { address, name, imap, smartHost }) => {
      authorise(actor, 'servicedesk.settings')
      if (actor.clients !== 'all') throw new AppError('platform.forbidden', { needs: 'every client' })
      const before = await load()
      const box: Mailbox = {
        address,
        name,
        imap: null,
        imapSecret: null,
        smartHost: null,
        smartHostSecret: null,
        setAt: clock.now(),
        setBy: actor.name,
      }
      if (imap !== null) {
        const { password, ...rest } = imap
        if (rest.tls === 'none' && !isLoopbackHost(rest.host)) throw new AppError('servicedesk.imap-needs-tls', { host: rest.host })
        const same = isSamePlace(before?.imap ?? null, rest)
        box.imap = rest
        box.imapSecret = await sealed(PURPOSES.imap, password, before?.imapSecret ?? null, same)
        if (box.imapSecret === null) throw new AppError('servicedesk.password-needed', { host: rest.host })
      }
      if (smartHost !== null) {
        const { password, ...rest } = smartHost
        const same = isSamePlace(before?.smartHost ?? null, rest)
        box.smartHost = rest
        box.smartHostSecret = rest.user === null ? null : await sealed(PURPOSES.smartHost, password, before?.smartHostSecret ?? null, same)
        if (rest.user !== null && box.smartHostSecret === null) throw new AppError('servicedesk.password-needed', { host: rest.host })
        // Without encryption that is certain, whoever is on the way reads the password.
        if (rest.user !== null && rest.tls !== 'verified' && rest.tls !== 'required') throw new AppError('servicedesk.password-needs-tls')
      }
      await database.transaction(own, async (tx) => {
        await saveMailbox(tx, box)
        const data = { address, imap: box.imap, smartHost: box.smartHost }
        await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: 'servicedesk.mailbox-set', subject: address, data, at: box.setAt })
      })
      known = null
      return get(actor)
    },
    smartHost: async () => {
      const box = await current()
      if (!box?.smartHost) return null
      const { host, port, tls, user } = box.smartHost
      const hop: NextHop = { host, port, tls, priority: 1 }
      if (user === null || box.smartHostSecret === null) return hop
      return { ...hop, login: { user, password: await open(PURPOSES.smartHost, box.smartHostSecret) } }
    },
    imapPassword: async ({ imapSecret }) => (imapSecret === null ? '' : open(PURPOSES.imap, imapSecret)),
  }
}

function wire(
  { address, name, imap, smartHost, setAt, setBy }: Mailbox,
  place: Awaited<ReturnType<typeof loadPlace>>,
): DeskMail['mailbox'] {
  const poll = place === null || imap === null ? null : { at: place.polledAt.toISOString(), trouble: place.trouble }
  return { address, name, imap, smartHost, setAt: setAt.toISOString(), setBy, poll }
}

type Place = { host: string; port: number; tls: string; user: string | null }

/** A kept password goes nowhere else, and over no weaker connection, than where it was typed for. */
function isSamePlace(before: Place | null, now: Place): boolean {
  return before !== null && before.host === now.host && before.port === now.port && before.tls === now.tls && before.user === now.user
}
