/** `GET /api/events`: server-sent events that name the views to read anew. Only the actor's clients, heartbeats, bounded. */
import { LiveEventSchema } from '@mainstay/contract/monitoring'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { authorise } from '../../../platform/auth/index.ts'
import { actorOf } from '../../../platform/http/index.ts'
import { type Hub, type LiveEvent, MOST_LISTENERS } from './hub.ts'

const HEARTBEAT_MS = 15_000
/** Then the browser connects anew, and its session is asked for again. */
const LONGEST_MS = 15 * 60_000
/** A page that does not read is let go; it reads everything anew when it is back. */
const MOST_UNREAD_BYTES = 256 * 1024

export function eventsRoute(app: FastifyInstance, hub: Hub): void {
  const open = new Set<() => void>()
  app.addHook('preClose', async () => {
    for (const end of open) end()
  })
  app.get('/api/events', { config: { access: 'session' } }, async (request, reply) => {
    const actor = actorOf(request)
    authorise(actor, 'monitoring.read')
    const stream = streamOf(reply)
    const unsubscribe = hub.subscribe(actor.clients, stream.send)
    if (unsubscribe === null) throw new AppError('monitoring.too-many-listeners', { limit: MOST_LISTENERS })
    reply.hijack()
    stream.begin()
    const heartbeat = setInterval(stream.beat, HEARTBEAT_MS)
    const limit = setTimeout(stream.end, LONGEST_MS)
    open.add(stream.end)
    reply.raw.once('close', () => {
      unsubscribe()
      clearInterval(heartbeat)
      clearTimeout(limit)
      open.delete(stream.end)
    })
  })
}

type Stream = { begin(): void; send(events: LiveEvent[]): void; beat(): void; end(): void }

function streamOf({ raw }: FastifyReply): Stream {
  const write = (text: string): void => {
    if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy()
    else raw.write(text)
  }
  return {
    begin: () => {
      raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-accel-buffering': 'no',
      })
      write('retry: 3000\n\n')
    },
    send: (events) => write(events.map((event) => `data: ${JSON.stringify(LiveEventSchema.parse(event))}\n\n`).join('')),
    beat: () => write(': still here\n\n'),
    end: () => raw.end(),
  }
}
