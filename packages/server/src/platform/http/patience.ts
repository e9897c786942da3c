/** How long a request may take to arrive: headers and body each have a bound; what the server sends back, and streams, have none. */
import type { IncomingHttpHeaders, Server } from 'node:http'
import { PassThrough, type Readable } from 'node:stream'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `while-it-moves`: a body that may take hours, as long as something of it comes: the bound is between two pieces. */
    body?: 'while-it-moves'
  }
}

/** Milliseconds. A body of 2 MB comes within `body` at 70 kB/s. */
export type Patience = { headers: number; body: number; piece: number; check: number }

export const PATIENCE: Patience = { headers: 20_000, body: 30_000, piece: 60_000, check: 5_000 }

/** Before everything else that reads a body. */
export function boundArrival(app: FastifyInstance, patience: Patience): void {
  const server = app.server as Server & { headersTimeout: number }
  server.headersTimeout = patience.headers
  app.addHook('preParsing', async (request, reply, payload) => {
    if (!hasBody(request.headers)) return payload
    const moves = request.routeOptions.config.body === 'while-it-moves'
    const late = (): AppError => {
      // Nobody waits for the rest of it: node closes the connection behind the answer.
      reply.header('connection', 'close')
      const seconds = (moves ? patience.piece : patience.body) / 1000
      return new AppError('platform.too-slow', { seconds })
    }
    return moves ? boundPieces(payload, patience.piece, late) : boundWhole(payload, patience.body, late)
  })
  // Refused before its body was there (no session, no such address): the rest of the body holds no connection either.
  app.addHook('onResponse', async (request) => {
    const { raw } = request
    if (raw.complete || raw.readableEnded) return
    setTimeout(() => raw.complete || raw.destroy(), patience.check).unref()
  })
}

/** RFC 9112, 6.3. Upgrades and most reads have none, and need no stream of their own. */
function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}

type Payload = Readable & { receivedEncodedLength?: number }

function boundWhole(payload: Payload, milliseconds: number, late: () => AppError): Payload {
  const bounded = following(payload)
  const timer = setTimeout(() => bounded.destroy(late()), milliseconds)
  bounded.once('close', () => clearTimeout(timer))
  payload.once('end', () => clearTimeout(timer))
  return bounded
}

function boundPieces(payload: Payload, milliseconds: number, late: () => AppError): Payload {
  const bounded = following(payload)
  const timer = setTimeout(() => {
    // Full because the disk is slow, not because the sender is.
    if (bounded.writableNeedDrain) timer.refresh()
    else bounded.destroy(late())
  }, milliseconds)
  payload.on('data', () => timer.refresh())
  bounded.once('close', () => clearTimeout(timer))
  payload.once('end', () => clearTimeout(timer))
  return bounded
}

/** A stream of its own, so that ending it does not take the socket away before the answer is written. */
function following(payload: Payload): PassThrough {
  const bounded = new PassThrough()
  // Where nobody reads the body (a GET that has one), nobody hears of its end either.
  bounded.on('error', () => {})
  payload.once('error', (error) => bounded.destroy(error))
  payload.once('close', () => {
    if (!payload.readableEnded)
      bounded.destroy(new AppError('platform.invalid-input', { detail: 'the connection ended before the body did' }))
  })
  return payload.pipe(bounded)
}
