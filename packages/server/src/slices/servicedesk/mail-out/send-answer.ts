/** Sends what was answered in a ticket to whoever asked, once it stands; by an event, so that it is sent when the database was away too. */
import { z } from 'zod'
import type { Clock, Id } from '@mainstay/kernel'
import { type Database, oneClient, type Tx } from '../../../platform/database/index.ts'
import { notify, type Subscription } from '../../../platform/outbox/index.ts'
import { addressWithToken, answerMail } from '../domain/mail/answer-mail.ts'
import { isDone } from '../domain/ticket.ts'
import { mailKey, recordMail, threadOf } from '../mail-store.ts'
import { tokenOf } from '../mail-token.ts'
import type { MailboxService } from '../mailbox/service.ts'
import type { DeskPorts } from '../ports.ts'
import { loadMessages, loadTicket, type StoredMessage, type TicketRecord } from '../store.ts'
import { isSent, recordSent } from './store.ts'
import { judgeToken } from './judge-link.ts'

export type AnswerDeps = {
  database: Database
  clock: Clock
  ports: Pick<DeskPorts, 'sendMail' | 'addressOf'>
  mailbox: Pick<MailboxService, 'current'>
  mailSecret: string
  publicUrl: () => string
}

const RepliedSchema = z.object({ ticketId: z.uuid(), messageId: z.uuid() })

export function answerSubscription(deps: AnswerDeps): Subscription {
  return {
    topic: 'ticket.replied',
    subscriber: 'servicedesk-mail',
    handle: async ({ clientId, payload }) => {
      const { ticketId, messageId } = RepliedSchema.parse(payload)
      await sendAnswer(deps, clientId, ticketId, messageId)
    },
  }
}

/** Sent twice at most after a crash, with one Message-ID: the reader's program shows it once. */
async function sendAnswer(deps: AnswerDeps, clientId: Id, ticketId: Id, messageId: Id): Promise<void> {
  const { database, ports, mailbox } = deps
  const box = await mailbox.current()
  if (box === null) return
  const found = await database.transaction(oneClient(clientId), (tx) => load(tx, ticketId, messageId))
  if (found === null) return
  const { ticket, message, earlier, thread } = found
  const to = ticket.requester_address ?? (ticket.requester_id === null ? null : await ports.addressOf(ticket.requester_id))
  if (to === null || !/^[^\s<>,;"\p{C}]{1,64}@[^\s<>,;"\p{C}]{1,255}$/u.test(to)) return
  const token = tokenOf({ id: ticketId, number: Number(ticket.number) }, deps.mailSecret)
  const headerId = `<${messageId}.${token}@${box.address.slice(box.address.lastIndexOf('@') + 1)}>`
  const now = deps.clock.now()
  const content = answerMail({
    desk: box,
    token,
    to,
    subject: ticket.subject,
    headerId,
    thread,
    author: message.author_name,
    body: message.body,
    previous: earlier === null ? null : { author: earlier.author_name, body: earlier.body },
    judgeUrl: isDone(ticket) ? `${deps.publicUrl()}/desk/judge/${judgeToken({ clientId, ticketId }, deps.mailSecret, now)}` : null,
    at: message.at,
  })
  // What cannot be delivered comes back to the ticket's own address, and so stands in the ticket.
  const sender = addressWithToken(box.address, token)
  const about = { from: box.name, subject: ticket.subject, headerId, why: 'an answer of the desk' }
  const key = await ports.sendMail({ clientId, sender, recipient: to, ...about, content, now })
  await database.transaction(oneClient(clientId), async (tx) => {
    await recordSent(tx, { clientId, messageId, ticketId, recipient: to, headerId, deliveryId: key.id, deliveryAt: key.receivedAt })
    await recordMail(tx, { clientId, key: mailKey(headerId), ticketId, at: now, headerId })
    await notify(tx, [{ topic: 'ticket.changed', clientId, deviceId: null }])
  })
}

type Loaded = { ticket: TicketRecord; message: StoredMessage; earlier: StoredMessage | null; thread: string[] }

async function load(tx: Tx, ticketId: Id, messageId: Id): Promise<Loaded | null> {
  const ticket = await loadTicket(tx, ticketId, { lock: false })
  if (ticket === null || (await isSent(tx, ticket.client_id, messageId))) return null
  const replies = (await loadMessages(tx, ticket)).filter(({ kind }) => kind === 'reply')
  const at = replies.findIndex(({ id }) => id === messageId)
  const message = replies[at]
  if (message === undefined) return null
  const earlier = replies.slice(0, at).findLast(({ author }) => author === 'customer') ?? null
  return { ticket, message, earlier, thread: await threadOf(tx, ticket) }
}
