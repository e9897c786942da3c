/** What agreements are billed by: time on tickets, and the hours in which an outage counts. */
import type { Calendar } from '@mainstay/contract/servicedesk'
import { AppError, type Clock, type Id, type Interval } from '@mainstay/kernel'
import { sql } from 'kysely'
import { type Database, oneClient } from '../../platform/database/index.ts'
import { compiledHours } from './domain/compiled-hours.ts'
import type { DeskPorts } from './ports.ts'
import { currentSettings } from './settings-store.ts'

export type Worked = { at: Date; name: string; minutes: number; ticket: string; incidentId: Id | null }

export type ForBilling = {
  /** Ended entries that began in this time; a stopwatch that runs is not work yet. Of merged tickets too: the work was done. */
  workedIn(clientId: Id, time: Interval): Promise<Worked[]>
  businessHours(clientId: Id): Promise<{ calendar: Calendar; open: (from: number, to: number) => number }>
}

type Deps = { database: Database; clock: Clock; ports: Pick<DeskPorts, 'clientOf'> }
type Row = { started_at: Date; ended_at: Date; note: string; number: string; subject: string; person_name: string; incident_id: Id | null }

export function forBilling({ database, clock, ports }: Deps): ForBilling {
  return {
    workedIn: (clientId, { from, to }) =>
      database.transaction(oneClient(clientId), async (tx) => {
        const { rows } = await sql<Row>`select e.started_at, e.ended_at, e.note, t.number, t.subject, t.incident_id, e.person_name
          from servicedesk_time_entry e join servicedesk_ticket t on t.client_id = e.client_id and t.id = e.ticket_id
          where e.client_id = ${clientId} and e.started_at >= ${from} and e.started_at < ${to} and e.ended_at is not null
          order by e.started_at, e.id`.execute(tx)
        return rows.map((row) => ({
          at: row.started_at,
          name: `#${row.number} ${row.note === '' ? row.subject : row.note} (${row.person_name})`,
          ticket: `#${row.number} ${row.subject}`,
          incidentId: row.incident_id,
          // Begun minutes count: nobody writes seconds on an invoice.
          minutes: Math.ceil((row.ended_at.getTime() - row.started_at.getTime()) / 60_000),
        }))
      }),
    businessHours: async (clientId) => {
      const client = await ports.clientOf(clientId)
      if (client === null) throw new AppError('platform.not-found', { what: 'client' })
      const { calendar } = await database.transaction(oneClient(clientId), (tx) => currentSettings(tx, client, clock.now()))
      return { calendar, open: compiledHours(calendar).between }
    },
  }
}
