/** The slice `monitoring`: what agents measure. */
import type { Clock } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Database } from '../../platform/database/index.ts'
import { type AnyJob, defineJob } from '../../platform/jobs/index.ts'
import { acceptGzip, monitoringRoutes } from './routes.ts'
import { createMonitoringService, type MonitoringService } from './service.ts'

export { heard } from './store.ts'
export type Monitoring = { service: MonitoringService; routes(app: FastifyInstance): void; jobs: AnyJob[] }

export function createMonitoring(deps: { database: Database; clock: Clock }): Monitoring {
  const service = createMonitoringService(deps)
  const retention = defineJob({
    name: 'monitoring.retention',
    payload: z.object({}),
    cron: '17 3 * * *',
    scheduledPayload: {},
    run: () => service.dropOld(),
  })
  return {
    service,
    routes: (app) => {
      acceptGzip(app)
      monitoringRoutes(app, service)
    },
    jobs: [retention],
  }
}
