/** A page that listens at `GET /api/events`, and what it was told. */
import { type ClientRequest, request } from 'node:http'
import { type LiveEvent, LiveEventSchema } from '@mainstay/contract/monitoring'

export type Page = {
  status: number
  type: string | undefined
  text(): string
  events(): LiveEvent[]
  close(): void
  ended: Promise<void>
}

export function openPage(port: number, headers: Record<string, string>): Promise<Page> {
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = request(
      { port, host: '127.0.0.1', path: '/api/events', headers: { accept: 'text/event-stream', ...headers } },
      (response) => {
        let text = ''
        response.on('data', (part: Buffer) => (text += part.toString()))
        const ended = new Promise<void>((end) => response.once('close', end))
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          text: () => text,
          events: () => (text.match(/^data: .*$/gm) ?? []).map((line) => LiveEventSchema.parse(JSON.parse(line.slice(6)))),
          close: () => asked.destroy(),
          ended,
        })
      },
    )
    asked.once('error', reject)
    asked.end()
  })
}
