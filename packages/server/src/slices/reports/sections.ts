/** The sections that are made of recovery's and monitoring's records, in an owner's words. */
import type { ReportSection, Tone } from '@mainstay/contract/reports'
import type { Database } from '../../platform/database/index.ts'
import { oneClient } from '../../platform/database/index.ts'
import { loadDevices } from '../devices/index.ts'
import { heard } from '../monitoring/index.ts'
import type { RecoveryService } from '../recovery/index.ts'
import type { SectionSource } from './ports.ts'

export function recoverySource(database: Database, recovery: RecoveryService): SectionSource {
  return {
    id: 'recovery',
    title: 'Could we come back?',
    section: async (actor, clientId, _month, _now) => {
      const devices = await database.transaction(oneClient(clientId), loadDevices)
      if (devices.length === 0) return null
      const all = await Promise.all(devices.map((device) => recovery.ofDevice(actor, device.id)))
      const proven = all.filter((one) => one.standing === 'proven')
      const failed = all.filter((one) => one.standing === 'failed')
      const tone: Tone = failed.length > 0 ? 'broken' : proven.length === all.length ? 'good' : proven.length > 0 ? 'attention' : 'unknown'
      const facts = all.flatMap((one) => [
        {
          label: `${one.hostname}: newest data proven to come back`,
          value: one.rpoSeconds === null ? 'not known' : duration(one.rpoSeconds),
          tone: one.rpoSeconds === null ? ('unknown' as const) : ('good' as const),
          note: one.promised === null ? null : `promised: at most ${duration(one.promised.rpoSeconds)}`,
          href: `/devices/${one.deviceId}`,
        },
        {
          label: `${one.hostname}: time to bring it back, last test`,
          value: one.rto.last === null ? 'not known' : duration(one.rto.last),
          tone: one.rto.last === null ? ('unknown' as const) : ('good' as const),
          note: one.promised === null ? null : `promised: at most ${duration(one.promised.rtoSeconds)}`,
          href: `/devices/${one.deviceId}`,
        },
      ])
      const rows = all.flatMap((one) =>
        one.proofs.slice(0, 5).map((proof) => ({
          text: `${one.hostname}: ${proof.result.verdict}${proof.result.level === null ? '' : ` at ${proof.result.level}`}. ${proof.result.levels.at(-1)?.evidence ?? ''}`,
          when: proof.at,
          tone: toneOf(proof.result.verdict),
        })),
      )
      return section(
        'recovery',
        'side',
        'Could we come back?',
        `${proven.length} of ${all.length} systems were brought back in a test and were whole.`,
        tone,
        { facts, rows, source: 'extraction tests', freshAsOf: rows[0]?.when ?? null },
      )
    },
  }
}

export function coverageSource(database: Database): SectionSource {
  return {
    id: 'monitoring',
    title: 'Are they watched?',
    section: async (_actor, clientId, month, now) => {
      const { devices, seen } = await database.transaction(oneClient(clientId), async (tx) => ({
        devices: await loadDevices(tx),
        seen: await heard(tx, clientId, month.from, month.to),
      }))
      if (devices.length === 0) return null
      const missing = devices.filter((device) => !seen.some((one) => one.deviceId === device.id))
      const rows = seen.map((one) => ({
        text: `${devices.find((device) => device.id === one.deviceId)?.hostname ?? one.deviceId}: heard on ${one.days} day(s), ${one.points} measurements`,
        when: null,
        tone: 'good' as const,
      }))
      const absent = missing.map((device) => ({
        text: `${device.hostname}: not heard from this month`,
        when: null,
        tone: 'unknown' as const,
      }))
      return section(
        'monitoring',
        'main',
        'Are they watched?',
        `${devices.length - missing.length} of ${devices.length} systems were heard from this month.`,
        missing.length === 0 ? 'good' : 'attention',
        { facts: [], rows: [...absent, ...rows], source: 'measurements', freshAsOf: now.toISOString() },
      )
    },
  }
}

function section(
  id: string,
  slot: ReportSection['slot'],
  title: string,
  sentence: string,
  tone: Tone,
  o: Pick<ReportSection, 'facts' | 'rows' | 'source' | 'freshAsOf'>,
): ReportSection {
  return { id, slot, title, sentence, tone, strip: [], ...o }
}

function toneOf(verdict: 'passed' | 'failed' | 'unknown'): Tone {
  return verdict === 'passed' ? 'good' : verdict === 'failed' ? 'broken' : 'unknown'
}

/** Two figures at most: an owner reads "4 min", not seconds. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}
