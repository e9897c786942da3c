/** Use cases of the rota: who answers now, setting it, and what the queue comes to. */
import type { DeskRota, Rota, TicketForecast } from '@mainstay/contract/servicedesk'
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID, type Tx } from '../../platform/database/index.ts'
import { forecastLate, LEAST_RECORDS, median } from './domain/forecast.ts'
import { onDuty } from './domain/rota.ts'
import { isZone } from './domain/sla/wall-time.ts'
import type { DeskPorts } from './ports.ts'
import { desk } from './tables.ts'

export type RotaService = {
  get(actor: Actor): Promise<DeskRota>
  set(actor: Actor, rota: Rota): Promise<DeskRota>
  forecast(actor: Actor): Promise<TicketForecast>
  /** People by id who are to be told now: on duty for the client, and who is told when nobody is. */
  now(clientId: Id): Promise<{ onDuty: Id[]; escalateTo: Id | null }>
}

type Deps = { database: Database; clock: Clock; ports: Pick<DeskPorts, 'staff'> }

const RECORD_DAYS = 90

export function createRotaService({ database, clock, ports }: Deps): RotaService {
  const load = () => database.transaction(oneClient(PROVIDER_ID), loadRota)
  const view = async (rota: Rota | null): Promise<DeskRota> => {
    const people = (await ports.staff()).map(({ id, name }) => ({ id, name }))
    const duty = rota === null ? [] : onDuty(rota, clock.now())
    return {
      rota,
      people,
      onDuty: duty.flatMap(({ personId, until }) =>
        people.filter(({ id }) => id === personId).map((one) => ({ ...one, until: until.toISOString() })),
      ),
    }
  }
  return {
    get: async (actor) => {
      authorise(actor, 'servicedesk.read')
      return view(await load())
    },
    set: async (actor, rota) => {
      authorise(actor, 'servicedesk.settings')
      if (actor.clients !== 'all') throw new AppError('platform.forbidden', { needs: 'every client' })
      if (!isZone(rota.zone)) throw new AppError('servicedesk.sla-rule', { rule: `"${rota.zone}" is not a time zone.` })
      const known = new Set((await ports.staff()).map(({ id }) => id))
      const named = [...rota.shifts.map(({ personId }) => personId), ...(rota.escalateTo === null ? [] : [rota.escalateTo])]
      if (named.some((id) => !known.has(id))) throw new AppError('servicedesk.not-on-desk')
      const at = clock.now()
      await database.transaction(oneClient(PROVIDER_ID), async (tx) => {
        const columns = { rota: JSON.stringify(rota), set_at: at, set_by: actor.name }
        await desk(tx)
          .insertInto('servicedesk_rota')
          .values({ client_id: PROVIDER_ID, ...columns })
          .onConflict((on) => on.column('client_id').doUpdateSet(columns))
          .execute()
        await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: 'servicedesk.rota-set', subject: 'rota', data: rota, at })
      })
      return view(rota)
    },
    forecast: async (actor) => {
      authorise(actor, 'servicedesk.read')
      const now = clock.now()
      const rota = await load()
      const { queue, minutes } = await database.transaction(scopeOf(actor), (tx) => records(tx, now))
      if (minutes.length < LEAST_RECORDS) return { forecast: null }
      const hands = Math.max(1, rota === null ? 1 : onDuty(rota, now).length)
      const minutesPerTicket = median(minutes)
      const late = new Set(forecastLate(queue, { hands, secondsPerTicket: minutesPerTicket * 60, now }))
      const named = queue.filter(({ id }) => late.has(id)).map(({ id, number, subject }) => ({ id, number, subject }))
      return { forecast: { late: named, hands, minutesPerTicket, records: minutes.length } }
    },
    now: async (clientId) => {
      const rota = await load()
      if (rota === null) return { onDuty: [], escalateTo: null }
      const may = (await ports.staff()).filter(({ clients }) => clients === 'all' || clients.includes(clientId)).map(({ id }) => id)
      const duty = onDuty(rota, clock.now()).map(({ personId }) => personId)
      return {
        onDuty: duty.filter((id) => may.includes(id)),
        escalateTo: rota.escalateTo !== null && may.includes(rota.escalateTo) ? rota.escalateTo : null,
      }
    },
  }
}

async function loadRota(tx: Tx): Promise<Rota | null> {
  const row = await desk(tx).selectFrom('servicedesk_rota').select('rota').where('client_id', '=', PROVIDER_ID).executeTakeFirst()
  return row?.rota ?? null
}

type Open = { id: Id; number: string; subject: string; next_deadline: Date }

/** The queue, and the minutes that were written on each ticket that was solved lately. */
async function records(tx: Tx, now: Date) {
  const since = new Date(now.getTime() - RECORD_DAYS * 86_400_000)
  const { rows } = await sql<Open>`select id, number, subject, next_deadline from servicedesk_ticket
    where status not in ('resolved', 'closed') and next_deadline is not null order by next_deadline limit 10000`.execute(tx)
  const { rows: worked } = await sql<{ minutes: number }>`select sum(extract(epoch from e.ended_at - e.started_at) / 60)::float8 as minutes
    from servicedesk_ticket t join servicedesk_time_entry e on e.client_id = t.client_id and e.ticket_id = t.id
    where t.resolved_at >= ${since} and e.ended_at is not null group by t.client_id, t.id limit 10000`.execute(tx)
  return {
    queue: rows.map(({ id, number, subject, next_deadline }) => ({ id, number: Number(number), subject, deadline: next_deadline })),
    minutes: worked.map(({ minutes }) => minutes),
  }
}
