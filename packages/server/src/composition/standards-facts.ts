/** What the records of all slices say of a client, for the checks of `standards`. */
import type { DeviceRow } from '@mainstay/contract/monitoring'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'
import { systemActor } from '../platform/auth/index.ts'
import { type Database, oneClient } from '../platform/database/index.ts'
import type { Lifecycle } from '../slices/lifecycle/index.ts'
import type { Mail } from '../slices/mail/index.ts'
import type { RecommendationsPorts, RecommendationsService } from '../slices/recommendations/index.ts'
import type { Recovery } from '../slices/recovery/index.ts'
import type { ReportsService, SystemsPort } from '../slices/reports/index.ts'
import { type ClientFacts, type DeviceFact, hoursAreSet } from '../slices/standards/index.ts'
import type { CopiedOf } from './copied.ts'

export type FactsDeps = {
  database: Database
  recovery: Recovery
  copiedOf: CopiedOf
  lifecycle: Lifecycle
  mail: Mail
  reports: ReportsService
  recommendations: RecommendationsService
  systems: SystemsPort
  managersOf: RecommendationsPorts['managersOf']
}

const READS = ['recovery.read', 'lifecycle.read', 'mail.read', 'reports.read', 'recommendations.read']
const DAY_MS = 86_400_000

export function clientFacts(o: FactsDeps): (clientId: Id, now: Date) => Promise<ClientFacts> {
  return async (clientId, now) => {
    const actor = systemActor('standards', [clientId], READS)
    const { devices } = await o.recovery.service.ofClient(actor, clientId)
    const copied = await o.copiedOf(
      clientId,
      devices.map(({ deviceId }) => deviceId),
    )
    const health = new Map((await o.systems.healthOf(clientId)).map((row) => [row.id, row]))
    const { assets } = await o.lifecycle.assets.list(actor, clientId)
    const live = assets.filter(({ retiredAt }) => retiredAt === null)
    const supports = new Map(live.map((asset) => [asset.deviceId, asset.support]))
    const { approved } = await o.lifecycle.plans.budget(actor, clientId)
    const domains = await o.mail.settings.domains(actor, clientId)
    const policy = domains.length === 0 ? null : await o.mail.settings.policy(actor, clientId)
    const months = (await o.reports.list(actor, { clientId, status: 'approved' })).map(({ month }) => month).sort()
    const advised = await o.recommendations.list(actor, { clientId })
    const names = (all: typeof live): string[] => all.map(({ name }) => name)
    return {
      devices: devices.map((one) => ({
        ...deviceFact(one, health.get(one.deviceId), now),
        support: supports.get(one.deviceId) ?? { kind: 'not-known', why: 'It is no asset.' },
        copied: copied(one.deviceId),
      })),
      assets: {
        total: live.length,
        withoutAge: names(live.filter(({ standing, kind }) => standing === 'unknown' && kind !== 'software')),
        overdue: names(live.filter(({ reasons }) => reasons.some(({ kind, passed }) => kind === 'age' && passed))),
        unsupported: names(live.filter(({ deviceId, support }) => deviceId === null && support.kind === 'ended')),
      },
      budgetAgeDays: approved === null ? null : Math.floor((now.getTime() - Date.parse(approved.at)) / DAY_MS),
      mailDomains: domains.length,
      mailUnscanned: policy === null ? null : policy.virusScannerAway === 'deliver',
      reportAgeMonths: monthsBehind(months.at(-1), now),
      hoursSet: await o.database.transaction(oneClient(clientId), (tx) => hoursAreSet(tx, clientId)),
      managers: (await o.managersOf(clientId)).length,
      declinedDue: advised.filter(({ reviewDue }) => reviewDue).map(({ content }) => content.title),
    }
  }
}

function deviceFact(one: DeviceRecovery, row: DeviceRow | undefined, now: Date): Omit<DeviceFact, 'support' | 'copied'> {
  const { promised, rpoSeconds, rto, lastBackup, proofs, hostname, standing } = one
  const silent = row?.lastSeenAt == null ? null : (now.getTime() - Date.parse(row.lastSeenAt)) / 1000
  const seen = proofs.some(
    ({ at, result }) => result.verdict === 'passed' && result.level === 'L5' && now.getTime() - Date.parse(at) < 365 * DAY_MS,
  )
  return {
    hostname,
    standing,
    silentSeconds: silent,
    // Without a promise, and without a proof, there is nothing to keep or break.
    rpoKept: promised === null || rpoSeconds === null ? null : rpoSeconds <= promised.rpoSeconds,
    rtoKept: promised === null || rto.last === null ? null : rto.last <= promised.rtoSeconds,
    seenByClient: seen,
    lastBackupFailed: lastBackup === null ? null : lastBackup.outcome === 'failed',
  }
}

/** 0 for the month before this one. */
function monthsBehind(month: string | undefined, now: Date): number | null {
  if (month === undefined) return null
  const [year = 0, number = 1] = month.split('-').map(Number)
  return Math.max(0, now.getUTCFullYear() * 12 + now.getUTCMonth() - (year * 12 + number - 1) - 1)
}
