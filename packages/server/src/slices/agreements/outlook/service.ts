/** Use cases of the outlook: what comes in by month, what an hour brings, who outgrows their agreement, hours to come; and the review before a renewal. */
import type { AgreementOutlook, Outlook, RenewalReview, Workload } from '@mainstay/contract/agreements'
import { addDays, AppError, dayIn, type Id } from '@mainstay/kernel'
import { type Actor, authorise } from '../../../platform/auth/index.ts'
import { oneClient, PROVIDER_ID } from '../../../platform/database/index.ts'
import { loadBilling } from '../billing-store.ts'
import { monthIncome, sumIncome } from '../domain/outlook/income.ts'
import { hourBrought, outgrown } from '../domain/outlook/standing.ts'
import { backTest, forecastWeek, WINDOW } from '../domain/outlook/workload.ts'
import { currentEnd, noticeBy } from '../domain/renewal.ts'
import type { AgreementDeps } from '../service.ts'
import type { StoredAgreement } from '../store.ts'
import { type ClientRecords, clientRecords, countsOf, firstCounts, monthsBefore } from './records.ts'

export type OutlookService = {
  outlook(actor: Actor): Promise<Outlook>
  review(actor: Actor, clientId: Id, agreementId: Id): Promise<RenewalReview>
}

const MONTHS_AHEAD = 12
const MONTHS_BACK = 3
const MONTHS_REVIEWED = 12
const WEEKS_BACK = 26
const WEEKS_AHEAD = 6
const DAY_MS = 86_400_000

export function createOutlookService(deps: AgreementDeps): OutlookService {
  const { database, clock, ports } = deps
  const rateOf = async () => {
    const billing = await database.transaction(oneClient(PROVIDER_ID), loadBilling)
    const rate = billing?.breakFix ?? null
    return { weekHours: billing?.weekHours ?? null, rate: rate && { minor: rate.hourMinor, currency: rate.currency } }
  }
  const first = (clientId: Id, { startsOn }: StoredAgreement, today: string) =>
    database.transaction(oneClient(clientId), (tx) => firstCounts(tx, clientId, startsOn, today))
  return {
    outlook: async (actor) => {
      authorise(actor, 'agreements.read')
      const now = clock.now()
      const { weekHours, rate } = await rateOf()
      const clients = (await ports.clients()).filter(({ id }) => actor.clients === 'all' || actor.clients.includes(id))
      const agreements: AgreementOutlook[] = []
      const all: ClientRecords[] = []
      for (const client of clients) {
        const records = await clientRecords(deps, client, { now, months: MONTHS_BACK, weeks: WEEKS_BACK + 1 })
        all.push(records)
        for (const one of records.agreements.filter(
          (agreement) => (currentEnd(agreement, records.today) ?? records.today) >= records.today,
        ))
          agreements.push({
            ...heads(one, records),
            goesOn: one.renewal.months > 0,
            likelyPercent: one.renewal.likelyPercent,
            months: monthsFrom(records.today).map((month) => monthIncome(incomeInput(one, records), month)),
            hour: hourBrought(records.months),
            outgrown: outgrown({
              ...one,
              months: records.months,
              first: await first(client.id, one, records.today),
              now: countsOf(records.newest),
              rate,
            }),
          })
      }
      const currencies = [...Map.groupBy(agreements, ({ currency }) => currency)]
      return {
        asOf: now.toISOString(),
        income: currencies.map(([currency, those]) => ({ currency, months: sumIncome(those.map(({ months }) => months)) })),
        agreements: agreements.toSorted(
          (a, b) => (a.noticeBy ?? '9').localeCompare(b.noticeBy ?? '9') || a.clientName.localeCompare(b.clientName),
        ),
        workload: workload(all, now, weekHours),
      }
    },
    review: async (actor, clientId, agreementId) => {
      authorise(actor, 'agreements.read', clientId)
      const client = await ports.clientOf(clientId)
      if (client === null) throw new AppError('platform.not-found', { what: 'client' })
      const now = clock.now()
      const records = await clientRecords(deps, client, { now, months: MONTHS_REVIEWED, weeks: 0 })
      const agreement = records.agreements.find(({ id }) => id === agreementId)
      if (agreement === undefined) throw new AppError('platform.not-found', { what: 'agreement' })
      const from = [agreement.startsOn, `${monthsBefore(records.today.slice(0, 7), MONTHS_REVIEWED)[0] ?? ''}-01`].toSorted().at(-1) ?? ''
      const months = records.months.filter(({ month }) => month >= from.slice(0, 7))
      const [begun, { rate }] = [await first(clientId, agreement, records.today), await rateOf()]
      const counts = countsOf(records.newest)
      return {
        ...heads(agreement, records),
        from,
        to: records.today,
        months,
        counts: [...(counts?.of ?? [])].map(([kind, count]) => ({
          kind,
          first: begun?.of.get(kind) ?? 0,
          firstOn: begun?.day ?? from,
          now: count,
          nowOn: counts?.day ?? records.today,
        })),
        hour: hourBrought(months),
        outgrown: outgrown({ ...agreement, months: months.slice(-MONTHS_BACK), first: begun, now: counts, rate }),
        sections: await ports.reviewOf(clientId, { from: new Date(Date.parse(from)), to: now }),
      }
    },
  }
}

function heads(one: StoredAgreement, { client, today }: ClientRecords) {
  return {
    clientId: client.id,
    clientName: client.name,
    agreementId: one.id,
    plan: one.plan,
    currency: one.currency,
    endsOn: currentEnd(one, today),
    noticeBy: noticeBy(one, today),
  }
}

function incomeInput(one: StoredAgreement, { newest, today }: ClientRecords) {
  return { ...one, likelyPercent: one.renewal.likelyPercent, covered: newest?.covered ?? [], today }
}

/** The month that runs is the first. */
function monthsFrom(today: string): string[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  return Array.from({ length: MONTHS_AHEAD }, (_, n) => new Date(Date.UTC(year, month - 1 + n, 1)).toISOString().slice(0, 7))
}

/** Weeks are UTC's, from Monday: of several clients' zones none is the provider's. */
function workload(all: readonly ClientRecords[], now: Date, weekHours: number | null): Workload | null {
  const thisMonday = mondayOf(now)
  const starts = Array.from({ length: WEEKS_BACK }, (_, n) => thisMonday - (WEEKS_BACK - n) * 7 * DAY_MS)
  const entries = all.flatMap(({ client, worked }) => worked.map(({ at, minutes }) => ({ week: mondayOf(at), minutes, client })))
  const oldest = entries.reduce((least, { week }) => Math.min(least, week), Infinity)
  // Weeks before anybody wrote time are not weeks without work.
  const weeks = starts.filter((start) => start >= oldest)
  const sum = (those: readonly { minutes: number }[]): number => those.reduce((total, { minutes }) => total + minutes, 0)
  const past = weeks.map((start) => sum(entries.filter(({ week }) => week === start)))
  const minutes = forecastWeek(past)
  if (minutes === null) return null
  const recent = entries.filter(({ week }) => week >= thisMonday - WINDOW * 7 * DAY_MS && week < thisMonday)
  return {
    weeks: Array.from({ length: WEEKS_AHEAD }, (_, n) => ({
      from: addDays(dayIn(new Date(thisMonday), 'UTC'), (n + 1) * 7),
      minutes,
    })),
    byClient: [...Map.groupBy(recent, ({ client }) => client)]
      .map(([client, those]) => ({ clientId: client.id, clientName: client.name, minutesPerWeek: Math.round(sum(those) / WINDOW) }))
      .toSorted((a, b) => b.minutesPerWeek - a.minutesPerWeek),
    availableMinutes: weekHours === null ? null : weekHours * 60,
    backTest: backTest(past),
    records: past.length,
  }
}

function mondayOf(at: Date): number {
  const day = Math.floor(at.getTime() / DAY_MS)
  // 1970-01-01 was a Thursday.
  return (day - ((day + 3) % 7)) * DAY_MS
}
