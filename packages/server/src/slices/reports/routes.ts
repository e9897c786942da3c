/** HTTP of reports. */
import { IdSchema } from '@mainstay/contract'
import {
  ApproveSchema,
  ClientSystemsSchema,
  DraftRequestSchema,
  PaperSchema,
  ParagraphSchema,
  ReportListSchema,
  ReportQuerySchema,
  ReportViewSchema,
  UnprintableSchema,
} from '@mainstay/contract/reports'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { actorOf } from '../../platform/http/index.ts'
import { unprintableOf } from '../../platform/pdf/index.ts'
import type { RenderPdf } from './pdf/render-pdf.ts'
import type { ReportsService } from './service.ts'
import type { createSystems } from './systems.ts'

const OfClient = z.object({ clientId: IdSchema })
const OfReport = z.object({ id: IdSchema })

export function reportsRoutes(app: FastifyInstance, service: ReportsService, renderPdf: RenderPdf): void {
  const routes = app.withTypeProvider<ZodTypeProvider>()
  const config = { access: 'session' as const }
  routes.get(
    '/api/reports',
    { config, schema: { querystring: ReportQuerySchema, response: { 200: ReportListSchema } } },
    async (request) => ({ reports: await service.list(actorOf(request), request.query) }),
  )
  routes.get(
    '/api/clients/:clientId/reports',
    { config, schema: { params: OfClient, querystring: ReportQuerySchema, response: { 200: ReportListSchema } } },
    async (request) => ({ reports: await service.list(actorOf(request), { ...request.query, clientId: request.params.clientId }) }),
  )
  routes.post(
    '/api/clients/:clientId/reports',
    { config, schema: { params: OfClient, body: DraftRequestSchema, response: { 201: ReportViewSchema } } },
    async (request, reply) => reply.code(201).send(await service.draft(actorOf(request), request.params.clientId, request.body)),
  )
  routes.get('/api/reports/:id', { config, schema: { params: OfReport, response: { 200: ReportViewSchema } } }, async (request, reply) => {
    const { view, sha256 } = await service.read(actorOf(request), request.params.id)
    return sealed(reply, sha256).send(view)
  })
  routes.put(
    '/api/reports/:id/paragraph',
    { config, schema: { params: OfReport, body: ParagraphSchema, response: { 200: ReportViewSchema } } },
    async (request) => service.writeParagraph(actorOf(request), request.params.id, request.body.text),
  )
  routes.post(
    '/api/reports/:id/approve',
    { config, schema: { params: OfReport, body: ApproveSchema.nullish(), response: { 200: ReportViewSchema } } },
    async (request, reply) => {
      const read = request.body?.dataAsOf ?? null
      const early = request.body?.beforeMonthEnds === true
      const { view, sha256 } = await service.approve(actorOf(request), request.params.id, { read, early })
      return sealed(reply, sha256).send(view)
    },
  )
  routes.get(
    '/api/reports/:id/unprintable',
    { config, schema: { params: OfReport, response: { 200: UnprintableSchema } } },
    async (request) => ({ texts: unprintableOf((await service.read(actorOf(request), request.params.id)).view) }),
  )
  routes.get(
    '/api/reports/:id/pdf',
    { config, schema: { params: OfReport, querystring: z.object({ paper: PaperSchema.default('a4') }) } },
    async (request, reply) => {
      const { view, sha256 } = await service.read(actorOf(request), request.params.id)
      const file = await renderPdf(view, { paper: request.query.paper, sha256 })
      return sealed(reply, sha256)
        .type('application/pdf')
        .header('content-disposition', disposition(view))
        .header('cache-control', 'private, no-store')
        .send(file)
    },
  )
}

export function systemsRoute(app: FastifyInstance, systemsOf: ReturnType<typeof createSystems>): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get(
      '/api/clients/:clientId/systems',
      { config: { access: 'session' }, schema: { params: OfClient, response: { 200: ClientSystemsSchema } } },
      (request) => systemsOf(actorOf(request), request.params.clientId),
    )
}

/** What was frozen is named by its SHA-256. */
function sealed<R extends FastifyReply>(reply: R, sha256: string | null): R {
  if (sha256 !== null) reply.header('x-report-sha256', sha256)
  return reply
}

/** Shown in the browser; saved under the client's name, and for old programs under what of it is plain letters (RFC 6266). */
function disposition({ clientName, month }: { clientName: string; month: string }): string {
  const plain = clientName
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  const name = (of: string): string => `${[of.slice(0, 80), 'report', month].filter((part) => part !== '').join('-')}.pdf`
  const whole = name(clientName.replace(/[\p{C}/\\:*?"<>|\s]+/gu, '-'))
  return `inline; filename="${name(plain)}"; filename*=UTF-8''${encodeURIComponent(whole).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`
}
