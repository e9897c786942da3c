/** What an outage costs a client: by their own figures, of each outage that was recorded. */
import type { OutageDocument, OutageFigures, PortalOutage, RecordedOutage } from '@mainstay/contract/agreements'
import { AppError, type Id } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { oneClient } from '../../platform/database/index.ts'
import { loadFigures, saveFigures, type StoredFigures } from './billing-store.ts'
import { outageCost } from './domain/outage/cost.ts'
import type { AgreementDeps } from './service.ts'

export type OutageService = {
  get(actor: Actor, clientId: Id): Promise<PortalOutage>
  set(actor: Actor, clientId: Id, figures: OutageFigures): Promise<PortalOutage>
}

const MOST_SHOWN = 20

export function createOutageService({ database, clock, ports }: AgreementDeps): OutageService {
  const get = async (actor: Actor, clientId: Id): Promise<PortalOutage> => {
    authorise(actor, 'portal.outages', clientId)
    const client = await ports.clientOf(clientId)
    if (client === null) throw new AppError('platform.not-found', { what: 'client' })
    const stored = await database.transaction(oneClient(clientId), (tx) => loadFigures(tx, clientId))
    const hours = await ports.businessHours(clientId)
    const now = clock.now()
    const hour = new Date(now.getTime() - (now.getTime() % 1000))
    return {
      clientId,
      zone: client.zone,
      figures: stored?.figures ?? null,
      setBy: stored?.setBy ?? null,
      setAt: stored?.setAt.toISOString() ?? null,
      perHour: stored === null || !stands(stored.figures) ? null : hourCost(stored.figures, hours.calendar, hour),
      outages: await outageCosts({ clock, ports }, clientId, stored),
    }
  }
  return {
    get,
    set: async (actor, clientId, figures) => {
      authorise(actor, 'portal.outages', clientId)
      // The figures are the client's own: nobody of the provider writes them down for them.
      if (actor.kind !== 'client') throw new AppError('servicedesk.for-clients')
      const setAt = clock.now()
      await database.transaction(oneClient(clientId), async (tx) => {
        await saveFigures(tx, clientId, { figures, setAt, setBy: actor.name })
        await recordAudit(tx, { actor, clientId, action: 'agreements.outage-figures-set', subject: clientId, data: figures, at: setAt })
      })
      return get(actor, clientId)
    },
  }
}

/** The newest outages, each with its cost; null while the firm has given no figures. */
export async function outageCosts(
  { clock, ports }: Pick<AgreementDeps, 'clock' | 'ports'>,
  clientId: Id,
  stored: StoredFigures | null,
): Promise<RecordedOutage[]> {
  const [hours, outages] = await Promise.all([ports.businessHours(clientId), ports.outagesOf(clientId)])
  const now = clock.now()
  const cost = (system: string, from: Date, to: Date) => {
    if (stored === null || !stands(stored.figures)) return null
    const outage = { system, from: from.toISOString(), to: to.toISOString(), affected: {} }
    return outageCost({ ...documentOf(stored.figures, system, hours.calendar), outages: [outage] }, hours.open)
  }
  return outages.slice(0, MOST_SHOWN).map(({ incidentId, system, summary, from, to }) => ({
    incidentId,
    system,
    summary,
    from: from.toISOString(),
    to: to?.toISOString() ?? null,
    cost: cost(system, from, to ?? now),
  }))
}

/** Something must depend on the systems, or there is nothing to work out. */
function stands({ people, revenue }: OutageFigures): boolean {
  return people.some(({ count }) => count > 0) || (revenue !== null && revenue.dependence > 0)
}

/** One hour that counts whole, wherever the clock stands: every second is open. */
function hourCost(figures: OutageFigures, calendar: OutageDocument['calendar'], from: Date) {
  const system = 'everything'
  const outage = { system, from: from.toISOString(), to: new Date(from.getTime() + 3_600_000).toISOString(), affected: {} }
  return outageCost({ ...documentOf(figures, system, calendar), outages: [outage] }, (a, b) => b - a)
}

/** The figures are of any system: the firm states one share for all of them. */
function documentOf({ currency, people, revenue }: OutageFigures, system: string, calendar: OutageDocument['calendar']): OutageDocument {
  const share = (percent: number): number => Math.round(percent * 100) / 10_000
  return {
    currency,
    calendar,
    people: people.map(({ role, count, hourMinor, lost }) => ({
      role,
      count,
      hourlyRate: hourMinor,
      workLost: { [system]: { low: share(lost.low), likely: share(lost.likely), high: share(lost.high) } },
    })),
    revenue:
      revenue === null
        ? null
        : {
            perBusinessHour: revenue.perBusinessHourMinor,
            dependence: { [system]: share(revenue.dependence) },
            recoveredLater: share(revenue.recoveredLater),
          },
    outages: [],
    recoveryLabour: [],
    catchUp: [],
    fixed: [],
    years: [],
  }
}
