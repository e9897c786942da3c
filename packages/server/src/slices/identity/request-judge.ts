/** Refuses requests that ride on a person's cookie from another site (CSRF, and sockets opened by another page). */
import { AppError } from '@mainstay/kernel'
import type { FastifyRequest } from 'fastify'
import { originOf } from './domain/same-origin.ts'

export type RequestJudge = {
  /** The address that people open, as far as it is known. */
  baseUrl: () => string
}

const READ_ONLY = new Set(['GET', 'HEAD', 'OPTIONS'])

/** For requests that carry a cookie or set one. Other programs send neither header: without a cookie they may, they have nobody's rights to abuse. */
export function refuseCrossSite(judge: RequestJudge, request: FastifyRequest): void {
  if (READ_ONLY.has(request.method) && request.headers.upgrade === undefined) return
  const { cookie, origin, 'sec-fetch-site': site } = request.headers
  const from = originOf({
    origin,
    site: typeof site === 'string' ? site : undefined,
    // As the browser wrote it: what a proxy adds is not needed, since the public address is known.
    target: `${request.protocol}://${request.headers.host ?? ''}`,
    publicOrigin: URL.canParse(judge.baseUrl()) ? new URL(judge.baseUrl()).origin : null,
  })
  if (from === 'cross' || (from === 'unsaid' && cookie !== undefined)) throw new AppError('identity.cross-site')
}
