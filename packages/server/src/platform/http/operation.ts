/** What operators ask of a running instance: alive, ready, its own figures, the API's description. */
import type { FastifyInstance } from 'fastify'

export type OperationDeps = { ready: () => Promise<boolean>; metrics: () => string[] }

export function operationRoutes(app: FastifyInstance, { ready, metrics }: OperationDeps): void {
  app.get('/healthz', { config: { access: 'public' } }, async () => ({ status: 'alive' }))
  app.get('/readyz', { config: { access: 'public' } }, async (_request, reply) => {
    const isReady = await ready()
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready: the database does not answer' })
  })
  app.get('/metrics', { config: { access: 'public' } }, async (request, reply) => {
    // Figures of the whole instance are for its operator: from this machine only.
    if (!/^(127\.|::1$|::ffff:127\.)/.test(request.ip)) return reply.code(404).send()
    return reply.type('text/plain; version=0.0.4').send(`${[...processMetrics(), ...metrics()].join('\n')}\n`)
  })
  app.get('/api/openapi.json', { config: { access: 'public' } }, async () => app.swagger())
}

function processMetrics(): string[] {
  const { rss } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return [
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${rss}`,
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total ${(user + system) / 1e6}`,
    '# TYPE process_uptime_seconds gauge',
    `process_uptime_seconds ${process.uptime().toFixed(1)}`,
  ]
}
