/** A mail becomes a reply, a note or a new ticket, or is refused with the reason: what it may do depends on what is proven of its sender. */
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import { type Actor, systemActor } from '../../platform/auth/index.ts'
import { type Database, EVERY_CLIENT, oneClient, PROVIDER_ID, type Tx } from '../../platform/database/index.ts'
import { headerOf, headerText, type MimeMessage, parseAddresses, parseMessage } from '../../platform/mime/index.ts'
import { type Attachments, keepAttachments } from './attachments/keep.ts'
import { changeTicket, openTicket, settingsOf, stateOf } from './change.ts'
import { automaticOf } from './domain/mail/automatic.ts'
import { isDone, mayReopen } from './domain/ticket.ts'
import { type MailKey, mailKey, recordMail, ticketOfMails, ticketsOfNumber } from './mail-store.ts'
import { recordRefused } from './mailbox/store.ts'
import { conversationText } from './mail-text.ts'
import { isGenuine, tokensIn } from './mail-token.ts'
import type { DeskPorts } from './ports.ts'
import { lastOfMerged, loadTicket, takeNumber, type TicketRecord } from './store.ts'

export type MailEnvelope = { sender: string; recipients: readonly string[] }
/** `aligned`: DMARC passed, or SPF or DKIM passed for the domain in From. Only then is the sender who they say. */
export type MailAuthentication = { aligned: boolean }

export type Refusal = 'loop' | 'automatic' | 'unauthenticated' | 'unknown-sender' | 'other-client' | 'which-client'
export type MailOutcome =
  | { kind: 'opened' | 'replied' | 'noted' | 'duplicate'; clientId: Id; ticketId: Id }
  /** Whoever handed it over keeps the mail: nothing of it stands in a ticket. */
  | { kind: 'refused'; reason: Refusal }

export type ReceiveMail = (raw: Uint8Array, envelope: MailEnvelope, authentication: MailAuthentication) => Promise<MailOutcome>

type Deps = {
  database: Database
  clock: Clock
  ports: Pick<DeskPorts, 'clientOf' | 'personOf' | 'clientOfDomain'>
  mailSecret: string
  attachments: Attachments
}
type Sender = { id: Id | null; name: string; address: string; clients: readonly Id[] }
type Mail = { message: MimeMessage; key: MailKey; headerId: string | null; subject: string; text: string; sender: Sender }

/** Mails whose ids are looked up; the newest stand at the end. */
const MOST_REFERENCES = 50

export function createReceiveMail(deps: Deps): ReceiveMail {
  return async (raw, envelope, authentication) => {
    const message = parseMessage(raw)
    const [from] = parseAddresses(headerOf(message.root, 'from') ?? '')
    const address = /\p{C}/u.test(from?.address ?? '') ? '' : (from?.address ?? '')
    const subject = headerText(message.root, 'subject')
      .replace(/\p{C}+/gu, ' ')
      .trim()
    const messageId = headerOf(message.root, 'message-id')?.trim() ?? ''
    const mail: Mail = {
      message,
      key: mailKey(messageId === '' ? raw : messageId),
      headerId: /^<[^<>\s\p{C}]{1,900}>$/u.test(messageId) ? messageId : null,
      subject,
      text: conversationText(message),
      sender: await senderOf(deps, { address, name: from?.name.replace(/\p{C}+/gu, ' ').trim() ?? '' }, authentication),
    }
    const outcome = await place(deps, mail, envelope, authentication)
    if (outcome.kind === 'refused') {
      const refused = { at: deps.clock.now(), sender: address.slice(0, 320), subject: subject.slice(0, 300), reason: outcome.reason }
      await deps.database.transaction(oneClient(PROVIDER_ID), (tx) => recordRefused(tx, refused))
    }
    return outcome
  }
}

/** A person who has an account, else whoever writes from a domain of a client, when that is proven. */
async function senderOf(
  { ports }: Deps,
  { address, name }: { address: string; name: string },
  { aligned }: MailAuthentication,
): Promise<Sender> {
  const shown = (name || address || 'Somebody').slice(0, 200)
  if (address === '') return { id: null, name: shown, address, clients: [] }
  const person = await ports.personOf(address)
  if (person !== null) return { ...person, address }
  const clientId = aligned ? await ports.clientOfDomain(address.slice(address.lastIndexOf('@') + 1).toLowerCase()) : null
  return { id: null, name: shown, address, clients: clientId === null ? [] : [clientId] }
}

async function place(deps: Deps, mail: Mail, envelope: MailEnvelope, { aligned }: MailAuthentication): Promise<MailOutcome> {
  const { sender, message } = mail
  const automatic = automaticOf({ header: (name) => headerOf(message.root, name), sender: envelope.sender, from: sender.address })
  if (automatic === 'loop') return { kind: 'refused', reason: 'loop' }
  const byToken = await ticketByToken(deps, envelope.recipients, mail.subject)
  const ticket = byToken ?? (await ticketByReferences(deps.database, message, sender.clients))
  const ofOther = ticket !== null && sender.id !== null && !sender.clients.includes(ticket.client_id)
  if (ofOther) return { kind: 'refused', reason: 'other-client' }
  if (ticket !== null) {
    const stranger = !isOfTicket(sender, ticket)
    return into(deps, ticket, mail, { speaks: aligned && automatic === null && !stranger, stranger })
  }
  if (automatic !== null) return { kind: 'refused', reason: 'automatic' }
  if (!aligned) return { kind: 'refused', reason: 'unauthenticated' }
  const [clientId, ...others] = sender.clients
  if (clientId === undefined) return { kind: 'refused', reason: 'unknown-sender' }
  return others.length > 0 ? { kind: 'refused', reason: 'which-client' } : open(deps, clientId, mail, null)
}

/** A token may be forwarded to anybody: as the customer speak people of the client, whoever writes from its domain, and whoever asked. */
function isOfTicket({ clients, address }: Sender, ticket: TicketRecord): boolean {
  return clients.includes(ticket.client_id) || (address !== '' && address.toLowerCase() === ticket.requester_address?.toLowerCase())
}

async function ticketByToken({ database, mailSecret }: Deps, recipients: readonly string[], subject: string): Promise<TicketRecord | null> {
  for (const token of tokensIn(recipients, subject)) {
    const found = await database.transaction(EVERY_CLIENT, async (tx) => {
      const ids = (await ticketsOfNumber(tx, token.number)).filter((id) => isGenuine(token, id, mailSecret))
      return ids[0] === undefined ? null : loadTicket(tx, await lastOfMerged(tx, ids[0]), { lock: false })
    })
    if (found !== null) return found
  }
  return null
}

/** Ids of mails are no secret, so they lead only to tickets of the sender's own firm. */
async function ticketByReferences(database: Database, { root }: MimeMessage, clients: readonly Id[]): Promise<TicketRecord | null> {
  const named = `${headerOf(root, 'references') ?? ''} ${headerOf(root, 'in-reply-to') ?? ''}`
  const keys = (named.match(/<[^<>\s]{1,998}>/g) ?? []).slice(-MOST_REFERENCES).map(mailKey)
  if (keys.length === 0 || clients.length === 0) return null
  return database.transaction({ clientIds: clients }, async (tx) => {
    const id = await ticketOfMails(tx, keys)
    return id === null ? null : loadTicket(tx, await lastOfMerged(tx, id), { lock: false })
  })
}

/** Who is not proven to be who they say, and what no person wrote, leaves a note and moves nothing. */
async function into(
  deps: Deps,
  ticket: TicketRecord,
  mail: Mail,
  { speaks, stranger }: { speaks: boolean; stranger: boolean },
): Promise<MailOutcome> {
  const { client_id: clientId, id: ticketId } = ticket
  // A mail that came before has its files already.
  const again = await deps.database.transaction(oneClient(clientId), (tx) => ticketOfMails(tx, [mail.key]))
  if (again !== null) return { kind: 'duplicate', clientId, ticketId: again }
  const attachments = await keepAttachments(deps.attachments, clientId, mail.message)
  const done = await deps.database.transaction(oneClient(clientId), async (tx): Promise<MailOutcome | null> => {
    const now = deps.clock.now()
    if (speaks && (await isOver(tx, ticketId, now))) return null
    if (!(await recordMail(tx, { clientId, key: mail.key, headerId: mail.headerId, ticketId, at: now })))
      return { kind: 'duplicate', clientId, ticketId }
    const { name, address } = mail.sender
    const body = speaks
      ? mail.text
      : `${stranger ? `Unverified: a mail from ${address || 'nobody'}, who is not known as one of this client’s people` : `A mail that says it is from ${address || 'nobody'}, not proven or not written by a person`}:\n\n${mail.text}`
    const change = speaks
      ? {
          command: { kind: 'reply', author: 'customer' } as const,
          message: { kind: 'reply', author: 'customer', authorName: name, body, attachments } as const,
        }
      : {
          command: { kind: 'note', author: 'system' } as const,
          message: { kind: 'note', author: 'system', authorName: 'Mail', body, attachments } as const,
        }
    await changeTicket(tx, actorOf(mail.sender, clientId, speaks), ticketId, change, now)
    return { kind: speaks ? 'replied' : 'noted', clientId, ticketId }
  })
  return done ?? open(deps, clientId, mail, ticket)
}

async function isOver(tx: Tx, ticketId: Id, now: Date): Promise<boolean> {
  const ticket = await loadTicket(tx, ticketId, { lock: true })
  if (ticket === null) throw new AppError('platform.not-found', { what: 'ticket' })
  const { policy, calendar } = await settingsOf(tx, ticket)
  return isDone(ticket) && !mayReopen(stateOf(ticket), now, { policy, zone: calendar.zone })
}

async function open(deps: Deps, clientId: Id, mail: Mail, previous: TicketRecord | null): Promise<MailOutcome> {
  const client = await deps.ports.clientOf(clientId)
  if (client === null) return { kind: 'refused', reason: 'unknown-sender' }
  const known = () => deps.database.transaction(oneClient(clientId), (tx) => ticketOfMails(tx, [mail.key]))
  const before = await known()
  if (before !== null) return { kind: 'duplicate', clientId, ticketId: before }
  const attachments = await keepAttachments(deps.attachments, clientId, mail.message)
  const number = await takeNumber(deps.database)
  const { id, name, address } = mail.sender
  const opened = await deps.database
    .transaction(oneClient(clientId), async (tx) => {
      const now = deps.clock.now()
      const opening = {
        client,
        number,
        source: 'mail' as const,
        subject: mail.subject.slice(0, 200) || '(no subject)',
        priority: 'normal' as const,
      }
      const links = { deviceId: null, incidentId: null, previousId: previous?.id ?? null }
      const message = { author: 'customer' as const, name, body: mail.text, attachments }
      const actor = actorOf(mail.sender, clientId, true)
      const ticketId = await openTicket(tx, actor, { ...opening, ...links, requester: { id, name, address }, message }, now)
      if (ticketId === null) throw new Error('a ticket without an incident met another')
      if (!(await recordMail(tx, { clientId, key: mail.key, headerId: mail.headerId, ticketId, at: now }))) throw new TakenMeanwhile()
      return ticketId
    })
    .catch((error: unknown) => {
      if (error instanceof TakenMeanwhile) return null
      throw error
    })
  if (opened !== null) return { kind: 'opened', clientId, ticketId: opened }
  const other = await known()
  if (other === null) throw new Error('a mail was taken, and its ticket is not there')
  return { kind: 'duplicate', clientId, ticketId: other }
}

/** Rolls back: the same mail came twice at once. */
class TakenMeanwhile extends Error {}

function actorOf({ id, name }: Sender, clientId: Id, speaks: boolean): Actor {
  if (!speaks) return systemActor('mail', [clientId], [])
  return { kind: id === null ? 'system' : 'client', id: id ?? 'mail', name, permissions: new Set(), clients: [clientId] }
}
