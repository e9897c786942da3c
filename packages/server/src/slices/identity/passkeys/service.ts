/** Use cases of passkeys: add, rename, remove one's own; sign in with one. */
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { recordAudit } from '../../../platform/audit/index.ts'
import type { Actor } from '../../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID, type Tx } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import type { Challenges } from '../challenges.ts'
import { challengeLimits } from '../domain/limits.ts'
import { type RelyingParty, relyingPartyOf } from '../domain/relying-party.ts'
import { refuseCrossSite, type RequestJudge } from '../request-judge.ts'
import type { Attempts } from '../sign-in/attempts.ts'
import type { KnownPlaces } from '../sign-in/known-places.ts'
import type { Confirm } from '../sign-in/confirm.ts'
import { openSession } from '../sign-in/forward.ts'
import type { SignInLibrary } from '../sign-in/library.ts'
import type { Exchange, SignedInExchange } from '../sign-in/service.ts'
import { loadPerson } from '../store.ts'
import { actorOfPerson } from '../authenticate.ts'
import { type AddOptions, CEREMONY_SECONDS, challengeOf, checkAdded, checkAnswer, optionsToAdd, optionsToSignIn } from './ceremony.ts'
import {
  addPasskey,
  anyPasskey,
  notePasskeyUse,
  type Passkey,
  passkeyByCredential,
  passkeysOf,
  removePasskey,
  renamePasskey,
} from './store.ts'

export type PasskeyService = {
  list(actor: Actor): Promise<{ origin: string | null; passkeys: Passkey[] }>
  startAdding(exchange: SignedInExchange, password: string | undefined): Promise<AddOptions>
  add(exchange: SignedInExchange, o: { name: string; credential: RegistrationResponseJSON }): Promise<Passkey>
  rename(actor: Actor, id: Id, name: string): Promise<void>
  remove(actor: Actor, id: Id): Promise<void>
  /** Where passkeys may be used to sign in: null until somebody has one. */
  signInOrigin(): Promise<string | null>
  startSignIn(exchange: Exchange): Promise<{ challenge: string }>
  signIn(exchange: Exchange, credential: AuthenticationResponseJSON): Promise<void>
}

type Deps = {
  database: Database
  clock: Clock
  log: Log
  library: SignInLibrary
  attempts: Attempts
  challenges: Challenges
  places: KnownPlaces
  judge: RequestJudge
  confirm: Confirm
}

/** More would be no use to a person, and a way to fill the database. */
const MOST = 20
const inProvider = oneClient(PROVIDER_ID)

export function createPasskeyService(deps: Deps): PasskeyService {
  const { database, clock, log, library, attempts, challenges, places, judge, confirm } = deps
  const party = (): RelyingParty | null => relyingPartyOf(judge.baseUrl())
  const mustParty = (): RelyingParty => {
    const known = party()
    if (known === null) throw new AppError('identity.passkeys-not-here', { address: judge.baseUrl() })
    return known
  }
  const refused = (reason: string): AppError => {
    log.info({ reason }, 'a passkey was refused')
    return new AppError('identity.passkey-refused')
  }
  const audit = (tx: Tx, actor: Actor, action: string, key: { id: Id; name: string }): Promise<void> =>
    recordAudit(tx, {
      actor,
      clientId: PROVIDER_ID,
      action: `identity.passkey-${action}`,
      subject: actor.id,
      data: { passkey: key.id, name: key.name },
      at: clock.now(),
    })

  return {
    list: async (actor) => ({
      origin: party()?.origin ?? null,
      passkeys: await database.transaction(inProvider, (tx) => passkeysOf(tx, actor.id)),
    }),
    startAdding: async (exchange, password) => {
      const here = mustParty()
      await confirm(exchange, password)
      const { actor } = exchange
      const { person, known } = await database.transaction(inProvider, async (tx) => ({
        person: await loadPerson(tx, actor.id),
        known: await passkeysOf(tx, actor.id),
      }))
      if (person === null) throw new AppError('platform.unauthenticated')
      if (known.length >= MOST) throw new AppError('identity.passkeys-enough', { most: MOST })
      const options = await optionsToAdd({ party: here, person, known })
      await challenges.put('passkey-add', options.challenge, { personId: actor.id, seconds: CEREMONY_SECONDS })
      return options
    },
    add: async ({ actor }, { name, credential }) => {
      const here = mustParty()
      const challenge = challengeOf(credential.response.clientDataJSON)
      const asked = challenge === null ? null : await challenges.take('passkey-add', challenge)
      if (challenge === null || asked?.personId !== actor.id) throw refused('not asked for, or too late')
      const added = await checkAdded({ party: here, challenge, credential })
      if (!added.ok) throw refused(added.error)
      const key: Passkey = { id: newId(), personId: actor.id, name, ...added.value, createdAt: clock.now(), lastUsedAt: null }
      await database.transaction(inProvider, async (tx) => {
        if (!(await addPasskey(tx, key))) throw new AppError('identity.passkey-known')
        await audit(tx, actor, 'added', key)
      })
      return key
    },
    rename: (actor, id, name) =>
      database.transaction(inProvider, async (tx) => {
        if (!(await renamePasskey(tx, { id, personId: actor.id }, name))) throw new AppError('platform.not-found', { what: 'passkey' })
        await audit(tx, actor, 'renamed', { id, name })
      }),
    remove: (actor, id) =>
      database.transaction(inProvider, async (tx) => {
        const name = await removePasskey(tx, { id, personId: actor.id })
        if (name === null) throw new AppError('platform.not-found', { what: 'passkey' })
        await audit(tx, actor, 'removed', { id, name })
      }),
    signInOrigin: async () => {
      const here = party()
      return here !== null && (await database.transaction(inProvider, anyPasskey)) ? here.origin : null
    },
    startSignIn: async ({ request }) => {
      refuseCrossSite(judge, request)
      const here = mustParty()
      await attempts.take(challengeLimits(request.ip))
      const options = await optionsToSignIn(here)
      await challenges.put('passkey-sign-in', options.challenge, { seconds: CEREMONY_SECONDS })
      return options
    },
    signIn: async (exchange, credential) => {
      refuseCrossSite(judge, exchange.request)
      const here = mustParty()
      await attempts.take(challengeLimits(exchange.request.ip))
      const challenge = challengeOf(credential.response.clientDataJSON)
      if (challenge === null || (await challenges.take('passkey-sign-in', challenge)) === null) throw refused('not asked for, or too late')
      const passkey = await database.transaction(inProvider, (tx) => passkeyByCredential(tx, credential.id))
      if (passkey === null) throw refused('not known')
      const checked = await checkAnswer({ party: here, challenge, credential, passkey })
      if (!checked.ok) throw refused(checked.error)
      await database.transaction(inProvider, async (tx) => {
        if (!(await notePasskeyUse(tx, passkey, checked.value, clock.now()))) throw refused('used twice at once')
      })
      await openSession(library, exchange, { personId: passkey.personId, secondStep: false })
      await database.transaction(inProvider, async (tx) => {
        const person = await loadPerson(tx, passkey.personId)
        if (person === null) return
        const data = { how: 'passkey', passkey: passkey.id, address: exchange.request.ip }
        const actor = actorOfPerson(person)
        await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: 'identity.signed-in', subject: person.id, data, at: clock.now() })
        await places.remember(person.email, exchange.request.ip)
      })
    },
  }
}
