/** Turns any error into problem+json (RFC 9457). Nothing of an unexpected error leaves the server but its request id. */
import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { AppError, type ErrorData } from '@mainstay/kernel'
import type { Problem } from '@mainstay/contract'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { databaseTrouble, unstorableText } from '../database/index.ts'
import { PATIENCE } from './patience.ts'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'

export function asAppError(error: FastifyError | AppError | Error): AppError {
  if (error instanceof AppError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0]
    const what = error.validationContext === 'params' ? recordOf(first?.instancePath ?? '') : null
    if (what !== null) return new AppError('platform.not-found', { what })
    const where = first?.instancePath.replaceAll('/', '.').replace(/^\./, '')
    return new AppError('platform.invalid-input', { detail: `${where ? `${where}: ` : ''}${first?.message ?? error.message}` })
  }
  const { code, statusCode } = error as FastifyError
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('platform.too-large', { limit: 'this address takes' })
  if (statusCode !== undefined && statusCode < 500) return new AppError('platform.invalid-input', { detail: error.message })
  return databaseTrouble(error) ?? unstorableText(error) ?? new AppError('platform.internal', {}, { cause: error })
}

export function sendProblem(error: AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.status >= 500) request.log.error({ err: error, cause: error.cause }, 'request failed')
  // RFC 9110, 10.2.3: whole seconds; a program waits by the header and reads no sentence.
  if (error.status === 429) reply.header('retry-after', String(Math.max(1, Math.ceil(Number(error.data['seconds'] ?? 1)))))
  return reply
    .code(error.status)
    .type('application/problem+json')
    .send(problemOf(error.code, error.message, error.status, error.data, request.id))
}

/** What an address names by an id: what cannot be an id is the id of nothing. `/deviceId` is a device. */
function recordOf(path: string): string | null {
  const name = /^\/(\w+?)Id$/.exec(path)?.[1] ?? (path === '/id' ? 'record' : null)
  return name === null ? null : name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** What node's parser refused: there is no request to answer, only a socket. */
export function answerBrokenRequest(error: ClientError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return
  const refused = refusalOf(error.code)
  const body = JSON.stringify(problemOf(refused.code, refused.message, refused.status, refused.data, randomUUID()))
  socket.end(
    `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status] ?? ''}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

type ClientError = Error & { code?: string }

function refusalOf(code: string | undefined): AppError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new AppError('platform.too-slow', { seconds: PATIENCE.headers / 1000 })
  if (code === 'HPE_HEADER_OVERFLOW') return new AppError('platform.too-large', { limit: '16 kB of headers' })
  return new AppError('platform.invalid-input', { detail: 'it is no HTTP/1.1 request' })
}

function problemOf(code: string, title: string, status: number, data: ErrorData, requestId: string): Problem {
  return { type: `urn:mainstay:error:${code}`, title, status, code, data, requestId }
}
