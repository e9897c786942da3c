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
  const init = { method: 'POST', headers: headersOf(request), body: JSON.stringify(body) }
  return answered(reply, await library.handle(new Request(`${INNER_ORIGIN}${PATHS}${path}`, init)))
}

/** For a person who was recognised by a passkey or elsewhere. */
export async function openSession(
  library: SignInLibrary,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  o: { personId: string; secondStep: boolean },
): Promise<'signed-in' | 'second-step'> {
  const answer = await answered(reply, await library.openSession(headersOf(request), o))
  return answer['twoFactorRedirect'] === true ? 'second-step' : 'signed-in'
}

function headersOf(request: FastifyRequest): Headers {
  return new Headers({
    'content-type': 'application/json',
    origin: INNER_ORIGIN,
    cookie: request.headers.cookie ?? '',
    'user-agent': (request.headers['user-agent'] ?? '').slice(0, 300),
    [ADDRESS_HEADER]: request.ip,
  })
}

async function answered(reply: FastifyReply, response: Response): Promise<Answer> {
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
