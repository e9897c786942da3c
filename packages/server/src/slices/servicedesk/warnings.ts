/** Tells people when a promise runs out: by the minute what is due, as an event, and from it a mail to whoever is to act. */
import type { Clock, Id } from '@mainstay/kernel'
import { newId } from '@mainstay/kernel'
import { sql } from 'kysely'
import { z } from 'zod'
import { type Database, EVERY_CLIENT, oneClient } from '../../platform/database/index.ts'
import { publish, type Subscription } from '../../platform/outbox/index.ts'
import { clockColumns, settingsOf, stateOf } from './change.ts'
import { warningMail } from './domain/mail/warning-mail.ts'
import { isDone } from './domain/ticket.ts'
import type { MailboxService } from './mailbox/service.ts'
import type { DeskPorts } from './ports.ts'
import type { RotaService } from './rota-service.ts'
import { loadEvents, loadTicket, updateTicket } from './store.ts'

type Deps = { database: Database; clock: Clock }

const MOST_AT_ONCE = 500

/** To be called each minute. How many tickets came nearer. */
export async function warnOfDeadlines({ database, clock }: Deps): Promise<number> {
  const now = clock.now()
  const due = await database.transaction(EVERY_CLIENT, async (tx) => {
    const { rows } = await sql<{ client_id: Id; id: Id }>`select client_id, id from servicedesk_ticket
      where next_warning_at <= ${now} order by next_warning_at limit ${MOST_AT_ONCE}`.execute(tx)
    return rows
  })
  let told = 0
  for (const { client_id: clientId, id } of due)
    await database.transaction(oneClient(clientId), async (tx) => {
      const ticket = await loadTicket(tx, id, { lock: true })
      // Another instance was quicker, or it was answered meanwhile.
      if (ticket === null || ticket.next_warning_at === null || ticket.next_warning_at > now) return
      const settings = await settingsOf(tx, ticket)
      await updateTicket(tx, ticket, clockColumns(stateOf(ticket), await loadEvents(tx, ticket), settings, now))
      if (isDone(ticket)) return
      const payload = { ticketId: id, clock: ticket.next_clock, share: ticket.next_warning_share }
      await publish(tx, { topic: 'ticket.warned', clientId, payload, at: now })
      told++
    })
  return told
}

type TellDeps = Deps & {
  ports: Pick<DeskPorts, 'sendMail' | 'addressOf'>
  rota: Pick<RotaService, 'now'>
  mailbox: Pick<MailboxService, 'current'>
  publicUrl: () => string
}

const WarnedSchema = z.object({ ticketId: z.uuid(), clock: z.enum(['response', 'resolution']).nullable(), share: z.number().nullable() })

/** Who has it, else who is on duty; when the promise is broken or nobody is there, whoever it escalates to. */
export function warningSubscription(deps: TellDeps): Subscription {
  return {
    topic: 'ticket.warned',
    subscriber: 'servicedesk-warnings',
    handle: async ({ clientId, payload }) => {
      const { ticketId, clock, share } = WarnedSchema.parse(payload)
      const [box, ticket, duty] = await Promise.all([
        deps.mailbox.current(),
        deps.database.transaction(oneClient(clientId), (tx) => loadTicket(tx, ticketId, { lock: false })),
        deps.rota.now(clientId),
      ])
      if (box === null || ticket === null || isDone(ticket) || clock === null || share === null) return
      const first = ticket.assignee_id === null ? duty.onDuty : [ticket.assignee_id]
      const above = (share >= 100 || first.length === 0) && duty.escalateTo !== null ? [duty.escalateTo] : []
      const now = deps.clock.now()
      for (const personId of new Set([...first, ...above])) {
        const to = await deps.ports.addressOf(personId)
        if (to === null) continue
        const headerId = `<${newId(now.getTime())}@${box.address.slice(box.address.lastIndexOf('@') + 1)}>`
        const url = `${deps.publicUrl()}/tickets/${ticketId}`
        const { subject, content } = warningMail({
          desk: box,
          to,
          headerId,
          number: Number(ticket.number),
          about: ticket.subject,
          clock,
          share,
          url,
          at: now,
        })
        await deps.ports.sendMail({
          clientId,
          sender: '',
          recipient: to,
          from: box.name,
          subject,
          headerId,
          why: 'a warning of the desk',
          content,
          now,
        })
      }
    },
  }
}
