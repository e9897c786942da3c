/** Jobs of monitoring: compaction every few minutes, retention once a day. */
import type { Clock } from '@mainstay/kernel'
import { z } from 'zod'
import type { Log } from '../../platform/log/index.ts'
import { type AnyJob, defineJob } from '../../platform/jobs/index.ts'
import type { MetricsStore } from './ports.ts'

const NothingSchema = z.object({})

/** Often, since a machine that is on for half an hour a day must get there too; without a closed hour it costs a look. */
export function monitoringJobs({ store, clock, log }: { store: MetricsStore; clock: Clock; log: Log }): AnyJob[] {
  return [
    defineJob({
      name: 'monitoring.compact',
      payload: NothingSchema,
      cron: '*/5 * * * *',
      scheduledPayload: {},
      expireSeconds: 3600,
      run: async () => {
        const { hours, days } = await store.compact(clock.now())
        if (hours + days > 0) log.info({ deviceHours: hours, deviceDays: days }, 'measurements were compacted')
      },
    }),
    defineJob({
      name: 'monitoring.retention',
      payload: NothingSchema,
      cron: '17 3 * * *',
      scheduledPayload: {},
      run: () => store.retain(clock.now()),
    }),
  ]
}
