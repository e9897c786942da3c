/** A window on a restored server as a browser opens it: a WebSocket with cookies, an origin and a ticket. */
import type { AddressInfo } from 'node:net'
import type { Ticket, Window } from '@mainstay/contract/recovery'
import { WebSocket } from 'ws'
import type { Browser } from '../identity/browser.ts'
import { expectStatus } from '../identity/people.ts'
import type { Place } from './viewing-place.ts'

export type WindowClient = {
  text(): string
  send(data: string | Buffer): void
  close(): Promise<void>
  /** The code and the reason with which the server closed it. */
  closed: Promise<{ code: number; reason: string }>
}

export async function ticketFor(browser: Browser, sandboxId: string, window: Window): Promise<string> {
  const answer = expectStatus(await browser.post(`/api/sandboxes/${sandboxId}/windows/${window}/ticket`), 201)
  return answer.json<Ticket>().ticket
}

/** Rejects with the status where no window opens. `headers` replace what a browser would send. */
export async function openWindow(
  { at }: Place,
  browser: Browser,
  o: { sandboxId: string; window: Window; ticket: string; headers?: Record<string, string> },
): Promise<WindowClient> {
  let text = ''
  const { port } = at.app.server.address() as AddressInfo
  const headers = {
    host: 'localhost',
    origin: 'http://localhost',
    cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    'sec-websocket-protocol': `mainstay.sandbox, ticket.${o.ticket}`,
    ...o.headers,
  }
  const { 'sec-websocket-protocol': offered, ...others } = headers
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== ''))
  const url = `ws://127.0.0.1:${port}/api/sandboxes/${o.sandboxId}/windows/${o.window}`
  const socket = new WebSocket(url, offered.split(', '), { headers: given })
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  socket.on('message', (data: Buffer) => (text += data.toString('latin1')))
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('error', reject)
  })
  const close = async (): Promise<void> => {
    socket.close()
    await closed
  }
  return { text: () => text, send: (data) => socket.send(data), close, closed }
}
