/** The slice `servicedesk`: someone to call. */
import type { FastifyInstance } from 'fastify'
import type { Subscription } from '../../platform/outbox/index.ts'
import { incidentSubscriptions } from './incidents.ts'
import { createReceiveMail, type ReceiveMail } from './mail-in.ts'
import { portalRoutes } from './portal-routes.ts'
import { createPortalService } from './portal-service.ts'
import { settingsRoutes, ticketRoutes } from './routes.ts'
import { createDeskService, type DeskDeps } from './service.ts'
import { createSettingsService } from './settings-service.ts'
import { createTimeService } from './time-service.ts'

export { sla } from './domain/sla/sla.ts'
export { type WorkingTime, workingTime } from './domain/sla/working-time.ts'
export type { DeskPorts } from './ports.ts'

export type ServiceDesk = { routes(app: FastifyInstance): void; subscriptions: Subscription[]; receiveMail: ReceiveMail }

export function createServiceDesk(deps: DeskDeps & { mailSecret: string }): ServiceDesk {
  return {
    routes: (app) => {
      ticketRoutes(app, createDeskService(deps), createTimeService(deps))
      settingsRoutes(app, createSettingsService(deps))
      portalRoutes(app, createPortalService(deps))
    },
    subscriptions: incidentSubscriptions(deps),
    receiveMail: createReceiveMail(deps),
  }
}
