/** HTTP of reports: the draft of a month. */
import { IdSchema } from '@mainstay/contract'
import { MonthSchema, ReportViewSchema } from '@mainstay/contract/reports'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import type { ReportsService } from './service.ts'

const OfMonth = z.object({ clientId: IdSchema, month: MonthSchema })

export function reportsRoutes(app: FastifyInstance, service: ReportsService): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get(
      '/api/clients/:clientId/reports/:month/draft',
      { config: { access: 'session' }, schema: { params: OfMonth, response: { 200: ReportViewSchema } } },
      (request) => service.draft(actorOf(request), request.params.clientId, request.params.month),
    )
}
