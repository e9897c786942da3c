/** What each event of the last months cost a client: an outage with the work that it made, or work alone. */
import type { ClientEvents, CostedEvent } from '@mainstay/contract/agreements'
import { AppError, dayIn, type Id } from '@mainstay/kernel'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { oneClient, PROVIDER_ID } from '../../platform/database/index.ts'
import { loadBilling, loadFigures } from './billing-store.ts'
import { isWithin } from './domain/invoice/month-days.ts'
import { rounded } from './domain/invoice/rounding.ts'
import { lastDay } from './domain/renewal.ts'
import { outageCosts } from './outage-service.ts'
import type { AgreementPorts } from './ports.ts'
import type { AgreementDeps } from './service.ts'
import { loadAgreements } from './store.ts'

export type EventsService = { of(actor: Actor, clientId: Id): Promise<ClientEvents> }

const DAYS = 92
const DAY_MS = 86_400_000
type Entry = Awaited<ReturnType<AgreementPorts['workedIn']>>[number]

export function createEventsService(deps: AgreementDeps): EventsService {
  const { database, clock, ports } = deps
  return {
    of: async (actor, clientId) => {
      authorise(actor, 'agreements.read', clientId)
      const client = await ports.clientOf(clientId)
      if (client === null) throw new AppError('platform.not-found', { what: 'client' })
      const now = clock.now()
      const from = new Date(now.getTime() - DAYS * DAY_MS)
      const billing = await database.transaction(oneClient(PROVIDER_ID), loadBilling)
      const [agreements, figures] = await database.transaction(oneClient(clientId), async (tx) => [
        await loadAgreements(tx, clientId),
        await loadFigures(tx, clientId),
      ])
      const entries = await ports.workedIn(clientId, { from, to: now })
      const outages = (await outageCosts(deps, clientId, figures)).filter(({ to }) => to === null || new Date(to) >= from)
      const rate = billing?.breakFix ?? null
      const isAgreed = ({ at }: Entry): boolean =>
        agreements.some((one) => isWithin(dayIn(at, client.zone), { from: one.startsOn, until: lastDay(one) }))
      const work = (those: readonly Entry[]): CostedEvent['work'] => {
        const step = rate?.timeStepMinutes ?? 1
        const sum = (some: readonly Entry[], in_: number) => some.reduce((total, { minutes }) => total + Math.ceil(minutes / in_) * in_, 0)
        const billedMinutes = sum(
          those.filter((one) => !isAgreed(one)),
          step,
        )
        const minor = rate && Number(rounded(BigInt(rate.hourMinor) * BigInt(billedMinutes), 60n, rate.rounding))
        return { billedMinutes, inAgreementMinutes: sum(those.filter(isAgreed), 1), minor }
      }
      const known = new Set(outages.map(({ incidentId }) => incidentId))
      const alone = Map.groupBy(
        entries.filter(({ incidentId }) => incidentId == null || !known.has(incidentId)),
        ({ ticket, name }) => ticket ?? name,
      )
      const events = [
        ...outages.map(({ incidentId, system, summary, from: at, to, cost }) => ({
          what: `${system}: ${summary}`,
          at,
          incidentId,
          outage: { to, cost },
          work: work(entries.filter((one) => one.incidentId === incidentId)),
        })),
        ...[...alone].map(([what, those]) => ({
          what,
          at: those[0]?.at.toISOString() ?? from.toISOString(),
          incidentId: null,
          outage: null,
          work: work(those),
        })),
      ]
      return {
        from: from.toISOString(),
        currency: rate?.currency ?? null,
        hasFigures: figures !== null,
        events: events.toSorted((a, b) => b.at.localeCompare(a.at)),
      }
    },
  }
}
