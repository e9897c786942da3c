/** The slice `agreements`: what is agreed and at which price, invoices of what was really covered, what an outage costs. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type AnyJob, defineJob } from '../../platform/jobs/index.ts'
import { countYesterday } from './coverage.ts'
import { createEventsService } from './events-service.ts'
import { createInvoiceService } from './invoice-service.ts'
import { createOutageService } from './outage-service.ts'
import { moneySection } from './report.ts'
import { createOutlookService } from './outlook/service.ts'
import { agreementRoutes, invoiceRoutes, outageRoutes, outlookRoutes } from './routes.ts'
import { webhookRoutes } from './webhook/routes.ts'
import { type WebhookDeps, webhookSubscription } from './webhook/tell.ts'
import type { Subscription } from '../../platform/outbox/index.ts'
import { type AgreementDeps, createAgreementService } from './service.ts'

export { outageCost } from './domain/outage/cost.ts'
export { moneyText } from './domain/outage/money-text.ts'
export type { AgreementPorts, Coverage, Outage } from './ports.ts'

export type Agreements = {
  routes(app: FastifyInstance): void
  jobs: AnyJob[]
  subscriptions: Subscription[]
  /** What the hourly job does: how many days of clients were counted. */
  countYesterday(): Promise<number>
  /** The month's money for the report; null without an approved invoice. */
  reportSection(clientId: Id, month: string): Promise<ReportSection | null>
}

export function createAgreements({ vault, fetch, ...deps }: AgreementDeps & Pick<WebhookDeps, 'vault' | 'fetch'>): Agreements {
  const count = () => countYesterday(deps)
  return {
    routes: (app) => {
      agreementRoutes(app, createAgreementService(deps))
      invoiceRoutes(app, createInvoiceService(deps))
      outageRoutes(app, createOutageService(deps))
      outlookRoutes(app, createOutlookService(deps), createEventsService(deps))
      webhookRoutes(app, { ...deps, vault })
    },
    jobs: [
      defineJob({
        name: 'agreements.coverage',
        cron: '35 * * * *',
        payload: z.object({}),
        scheduledPayload: {},
        run: async () => void (await count()),
      }),
    ],
    subscriptions: [webhookSubscription({ ...deps, vault, fetch })],
    countYesterday: count,
    reportSection: (clientId, month) => moneySection(deps, clientId, month),
  }
}
