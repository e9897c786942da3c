/** Turns any error into problem+json (RFC 9457). Nothing of an unexpected error leaves the server but its request id. */
import { AppError, type ErrorData } from '@mainstay/kernel'
import type { Problem } from '@mainstay/contract'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { databaseTrouble, unstorableText } from '../database/index.ts'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'

export function asAppError(error: FastifyError | AppError | Error): AppError {
  if (error instanceof AppError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0]
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
  return reply
    .code(error.status)
    .type('application/problem+json')
    .send(problemOf(error.code, error.message, error.status, error.data, request.id))
}

function problemOf(code: string, title: string, status: number, data: ErrorData, requestId: string): Problem {
  return { type: `urn:mainstay:error:${code}`, title, status, code, data, requestId }
}
