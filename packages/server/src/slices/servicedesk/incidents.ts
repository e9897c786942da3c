/** One incident, one ticket: opened with it, more urgent when it gets worse, closed with it. Events may come twice, and in any order. */
import { StateSchema, type State } from '@mainstay/contract'
import type { TicketPriority } from '@mainstay/contract/servicedesk'
import type { Clock, Id } from '@mainstay/kernel'
import { z } from 'zod'
import { systemActor } from '../../platform/auth/index.ts'
import { type Database, oneClient } from '../../platform/database/index.ts'
import type { Subscription } from '../../platform/outbox/index.ts'
import { changeTicket, openTicket } from './change.ts'
import { isDone } from './domain/ticket.ts'
import type { DeskPorts } from './ports.ts'
import { loadTicket, takeNumber, ticketOfIncident } from './store.ts'

const IncidentSchema = z.object({ incidentId: z.uuid(), deviceId: z.uuid(), cause: z.string(), worst: StateSchema, summary: z.string() })
type Incident = z.infer<typeof IncidentSchema>

type Deps = { database: Database; clock: Clock; ports: Pick<DeskPorts, 'clientOf'> }

export function incidentSubscriptions(deps: Deps): Subscription[] {
  const on = (topic: string, handle: (clientId: Id, incident: Incident) => Promise<void>): Subscription => ({
    topic,
    subscriber: 'servicedesk',
    handle: (event) => handle(event.clientId, IncidentSchema.parse(event.payload)),
  })
  return [
    on('incident.opened', async (clientId, incident) => void (await ticketFor(deps, clientId, incident))),
    on('incident.escalated', (clientId, incident) => escalate(deps, clientId, incident)),
    on('incident.closed', (clientId, incident) => close(deps, clientId, incident)),
  ]
}

const actorFor = (clientId: Id) => systemActor('incidents', [clientId], ['servicedesk.write'])

/** The incident's ticket, opened if it has none yet; null when the client is gone. */
async function ticketFor({ database, clock, ports }: Deps, clientId: Id, incident: Incident): Promise<Id | null> {
  const find = () => database.transaction(oneClient(clientId), (tx) => ticketOfIncident(tx, clientId, incident.incidentId))
  const known = await find()
  if (known !== null) return known
  const client = await ports.clientOf(clientId)
  if (client === null) return null
  const actor = actorFor(clientId)
  const number = await takeNumber(database)
  const { incidentId, deviceId, worst, summary } = incident
  const opened = await database.transaction(oneClient(clientId), (tx) =>
    openTicket(
      tx,
      actor,
      {
        client,
        number,
        source: 'incident',
        subject: summary.slice(0, 200) || incident.cause.slice(0, 200),
        priority: priorityOf(worst),
        requester: { id: null, name: 'Monitoring' },
        deviceId,
        incidentId,
        previousId: null,
        message: { author: 'system', name: 'Monitoring', body: summary || incident.cause },
      },
      clock.now(),
    ),
  )
  return opened ?? find()
}

async function escalate(deps: Deps, clientId: Id, incident: Incident): Promise<void> {
  const ticketId = await ticketFor(deps, clientId, incident)
  if (ticketId === null) return
  const actor = actorFor(clientId)
  await deps.database.transaction(oneClient(clientId), async (tx) => {
    const ticket = await loadTicket(tx, ticketId, { lock: true })
    const to = priorityOf(incident.worst)
    // A person may have judged it more urgent already.
    if (ticket === null || isDone(ticket) || RANK[ticket.priority] <= RANK[to]) return
    const message = {
      kind: 'note' as const,
      author: 'system' as const,
      authorName: 'Monitoring',
      body: `It got worse: ${incident.summary}`,
    }
    const now = deps.clock.now()
    await changeTicket(tx, actor, ticketId, { command: { kind: 'priority', to }, message }, now)
  })
}

async function close(deps: Deps, clientId: Id, incident: Incident): Promise<void> {
  const ticketId = await ticketFor(deps, clientId, incident)
  if (ticketId === null) return
  await deps.database.transaction(oneClient(clientId), async (tx) => {
    const ticket = await loadTicket(tx, ticketId, { lock: true })
    if (ticket === null || ticket.status === 'closed') return
    const message = { kind: 'note' as const, author: 'system' as const, authorName: 'Monitoring', body: 'The incident is over.' }
    const command = { kind: 'status', to: { status: 'closed', reason: 'The incident is over' } } as const
    await changeTicket(tx, actorFor(clientId), ticketId, { command, message }, deps.clock.now())
  })
}

function priorityOf(worst: State): TicketPriority {
  return worst === 'critical' ? 'high' : 'normal'
}

/** Smaller is more urgent. */
const RANK: Record<TicketPriority, number> = { urgent: 0, high: 1, normal: 2, low: 3 }
