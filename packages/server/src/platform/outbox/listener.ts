/** Hears of every instance's events as they are committed: for pages that are open now. A notice may be lost; what must happen is a subscription. */
import pg from 'pg'
import { z } from 'zod'
import type { Log } from '../log/index.ts'
import { type Notice, OUTBOX_CHANNEL } from './publish.ts'

const NoticeSchema = z.object({ topic: z.string(), clientId: z.string(), deviceId: z.string().nullable() })
export type Listener = { stop(): Promise<void> }

const AGAIN_MS = 1000

type ListenerOptions = {
  connection: pg.ClientConfig
  onNotice(notice: Notice): void
  /** It listens, from now on: what was told before may have been missed. */
  onListening?(): void
  log: Log
}

/** Keeps one connection of its own, since a pool gives others out, and makes it anew when it ends. */
export function startListener(o: ListenerOptions): Listener {
  let stopped = false
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | undefined
  const again = (): void => {
    client = null
    if (!stopped)
      timer = setTimeout(() => {
        opening = open()
      }, AGAIN_MS)
  }
  const open = async (): Promise<void> => {
    const made = new pg.Client(o.connection)
    client = made
    made.on('notification', ({ payload }) => {
      const notice = parse(payload)
      if (notice !== null) o.onNotice(notice)
    })
    // Without it an ended connection would end the process; `end` follows and opens the next.
    made.on('error', (error) => o.log.debug({ err: error }, 'the connection that hears of changes ended, opening another'))
    try {
      await made.connect()
      await made.query(`listen ${OUTBOX_CHANNEL}`)
      made.once('end', again)
      o.onListening?.()
    } catch (error) {
      o.log.warn({ err: error }, 'changes are not heard of, trying again')
      await made.end().catch(() => {})
      again()
    }
  }
  let opening = open()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await opening
      await client?.end()
    },
  }
}

function parse(payload: string | undefined): Notice | null {
  try {
    return NoticeSchema.parse(JSON.parse(payload ?? ''))
  } catch {
    return null
  }
}
