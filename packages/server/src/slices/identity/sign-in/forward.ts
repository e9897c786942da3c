/** Hands a request that was parsed and judged here to the sign-in library, and its cookies back. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ADDRESS_HEADER, INNER_ORIGIN, PATHS, type SignInLibrary } from './library.ts'
import { problemOf } from './problems.ts'

export type Answer = Record<string, unknown>

export async function forward(
  library: SignInLibrary,
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  body: object,
): Promise<Answer> {
  const response = await library.handle(
    new Request(`${INNER_ORIGIN}${PATHS}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: INNER_ORIGIN,
        cookie: request.headers.cookie ?? '',
        'user-agent': (request.headers['user-agent'] ?? '').slice(0, 300),
        [ADDRESS_HEADER]: request.ip,
      },
      body: JSON.stringify(body),
    }),
  )
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie)
  reply.header('cache-control', 'no-store')
  const answer = parsed(await response.text())
  if (response.status >= 400) throw problemOf(response.status, answer, response.headers.get('x-retry-after'))
  return answer
}

function parsed(text: string): Answer {
  if (text === '') return {}
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? (value as Answer) : {}
}
