/** Which systems were heard from in the month: n of N, the exceptions by name. */
import type { Database } from '../../../platform/database/index.ts'
import { oneClient } from '../../../platform/database/index.ts'
import { loadDevices } from '../../devices/index.ts'
import { heard } from '../../monitoring/index.ts'
import { asOf } from '../domain/month.ts'
import type { SectionSource } from '../ports.ts'

const TITLE = 'Are they watched?'

export function coverageSource(database: Database): SectionSource {
  return {
    id: 'coverage',
    title: TITLE,
    slot: 'main',
    section: async (clientId, month, now) => {
      const until = asOf(month, now)
      const { devices, seen } = await database.transaction(oneClient(clientId), async (tx) => ({
        devices: (await loadDevices(tx)).filter((one) => one.enrolledAt < until),
        seen: await heard(tx, clientId, month.from, until),
      }))
      if (devices.length === 0) return null
      const heardOf = (id: string) => seen.find((one) => one.deviceId === id)
      const silent = devices.filter((one) => heardOf(one.id) === undefined)
      const watched = devices.length - silent.length
      const days = (n: number): string => (n === 1 ? '1 day' : `${n} days`)
      return {
        id: 'coverage',
        slot: 'main',
        title: TITLE,
        sentence: `${watched} of ${devices.length} ${devices.length === 1 ? 'system was' : 'systems were'} heard from in the month.`,
        tone: silent.length === 0 ? 'good' : watched === 0 ? 'unknown' : 'attention',
        facts: [],
        rows: [
          ...silent.map((one) => ({ text: `${one.hostname}: not heard from`, when: null, tone: 'unknown' as const })),
          ...devices.flatMap((one) => {
            const record = heardOf(one.id)
            if (record === undefined) return []
            return [{ text: `${one.hostname}: heard from on ${days(record.days)}`, when: null, tone: 'good' as const }]
          }),
        ],
        strip: [],
        source: 'measurements of the agents',
        freshAsOf: watched === 0 ? null : until.toISOString(),
      }
    },
  }
}
