/** Tells who sends a request: a person by their session's cookie, or a token; with the rights that hold at this moment. */
import { AppError, type Clock } from '@mainstay/kernel'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID } from '../../platform/database/index.ts'
import type { Authenticate } from '../../platform/http/index.ts'
import { kindOf, type Person } from './domain/person.ts'
import { effectiveRights, isUsable, rightsOf } from './domain/token.ts'
import { refuseCrossSite, type RequestJudge } from './request-judge.ts'
import { hashSecret, TOKEN_PREFIX } from './secret.ts'
import type { SignInLibrary } from './sign-in/library.ts'
import { loadPerson } from './store.ts'
import { findTokenBySecret, noteUse } from './token-store.ts'

type Deps = { database: Database; clock: Clock; library: SignInLibrary; judge: RequestJudge }

const BEARER = /^Bearer (\S{1,200})$/

export function createAuthenticate(deps: Deps): { session: Authenticate; byCookie: Authenticate } {
  const byCookie: Authenticate = (request) => personBehind(deps, request)
  return {
    byCookie,
    session: async (request) => {
      const { authorization } = request.headers
      if (authorization === undefined) return byCookie(request)
      const [, secret] = BEARER.exec(authorization) ?? []
      if (secret === undefined || !secret.startsWith(TOKEN_PREFIX)) throw new AppError('identity.token-invalid')
      return tokenBehind(deps, secret)
    },
  }
}

export function actorOfPerson(person: Person): Actor {
  const { permissions, clients } = rightsOf(person)
  return { kind: kindOf(person.role), id: person.id, name: person.name, permissions, clients }
}

async function personBehind({ database, library, judge }: Deps, request: FastifyRequest): Promise<Actor> {
  const { cookie } = request.headers
  if (cookie === undefined) throw new AppError('platform.unauthenticated')
  refuseCrossSite(judge, request)
  const personId = await library.personOf(cookie)
  if (personId === null) throw new AppError('platform.unauthenticated')
  const person = await database.transaction(oneClient(PROVIDER_ID), (tx) => loadPerson(tx, personId))
  if (person === null || person.disabledAt !== null) throw new AppError('platform.unauthenticated')
  return actorOfPerson(person)
}

async function tokenBehind({ database, clock }: Deps, secret: string): Promise<Actor> {
  const now = clock.now()
  const found = await database.transaction(oneClient(PROVIDER_ID), async (tx) => {
    const known = await findTokenBySecret(tx, hashSecret(secret))
    if (known === null || !isUsable(known.token, known.maker, now)) return null
    await noteUse(tx, known.token.id, now)
    return known
  })
  if (found === null) throw new AppError('identity.token-invalid')
  const { token, maker } = found
  return { kind: 'token', id: token.id, name: `${token.name} (token of ${maker.name})`, ...effectiveRights(token, rightsOf(maker)) }
}
