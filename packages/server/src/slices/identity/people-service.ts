/** Use cases of people: invite, change, switch off and on, give a new link. */
import { AppError, type Clock, type Id, newId, type Result } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID, type Tx } from '../../platform/database/index.ts'
import { actorOfPerson } from './authenticate.ts'
import {
  changePerson,
  type ChangeProblem,
  checkGrant,
  type ClientScope,
  distinct,
  type Person,
  type PersonChange,
  type Role,
} from './domain/person.ts'
import { removePasskeysOf } from './passkeys/store.ts'
import { hashSecret, newSecret } from './secret.ts'
import type { Credentials, SignInState } from './sign-in/credentials.ts'
import { refuseWeakPassword } from './sign-in/password-strength.ts'
import {
  addPerson,
  consumeInvitation,
  loadPeople,
  loadPerson,
  lockPersonAndOwners,
  removeInvitation,
  saveInvitation,
  savePerson,
  unknownClients,
} from './store.ts'

export type PersonView = Person & { twoFactor: boolean; hasPassword: boolean; invited: boolean }
export type Invitation = { personId: Id; secret: string; expiresAt: Date }

export type PeopleService = {
  me(actor: Actor): Promise<PersonView>
  list(actor: Actor): Promise<PersonView[]>
  invite(actor: Actor, input: { name: string; email: string; role: Role; clients: ClientScope }): Promise<Invitation>
  /** For an invitation that was lost, and for a lost password. */
  newLink(actor: Actor, personId: Id): Promise<Invitation>
  accept(secret: string, password: string): Promise<void>
  change(actor: Actor, personId: Id, change: PersonChange): Promise<PersonView>
  /** For a lost phone. */
  removeTwoFactor(actor: Actor, personId: Id): Promise<void>
}

const INVITATION_HOURS = 72
const inProvider = oneClient(PROVIDER_ID)

export function createPeopleService(o: { database: Database; clock: Clock; credentials: Credentials }): PeopleService {
  const { database, clock, credentials } = o
  const view = (person: Person, ways: ReadonlyMap<Id, SignInState>): PersonView => ({
    ...person,
    twoFactor: ways.get(person.id)?.twoFactor === true,
    hasPassword: ways.get(person.id)?.hasPassword === true,
    invited: !ways.has(person.id),
  })
  const viewOf = async (person: Person): Promise<PersonView> => view(person, await credentials.waysByPerson())

  return {
    me: async (actor) => viewOf(await found(database.transaction(inProvider, (tx) => loadPerson(tx, actor.id)))),
    list: async (actor) => {
      authorise(actor, 'identity.people')
      const people = await database.transaction(inProvider, loadPeople)
      const ways = await credentials.waysByPerson()
      return people.map((person) => view(person, ways))
    },
    invite: async (actor, { name, email, role, clients }) => {
      authorise(actor, 'identity.people')
      decided(checkGrant(role, clients), role)
      const now = clock.now()
      const person: Person = {
        id: newId(),
        email: email.toLowerCase(),
        name,
        role,
        clients: distinct(clients),
        createdAt: now,
        disabledAt: null,
      }
      return database.transaction(inProvider, async (tx) => {
        await refuseUnknownClients(tx, clients)
        if (!(await addPerson(tx, person))) throw new AppError('identity.email-taken', { email: person.email })
        await audit(tx, actor, 'invited', person, { email: person.email, role, clients: person.clients }, now)
        return inviteIn(tx, person.id, now)
      })
    },
    newLink: async (actor, personId) => {
      authorise(actor, 'identity.people')
      const now = clock.now()
      return database.transaction(inProvider, async (tx) => {
        const person = await found(loadPerson(tx, personId))
        if (person.disabledAt !== null) throw new AppError('identity.disabled')
        await audit(tx, actor, 'link-made', person, {}, now)
        return inviteIn(tx, person.id, now)
      })
    },
    accept: (secret, password) =>
      database.transaction(inProvider, async (tx) => {
        const now = clock.now()
        const personId = await consumeInvitation(tx, hashSecret(secret), now)
        const person = personId === null ? null : await loadPerson(tx, personId)
        if (person === null || person.disabledAt !== null) throw new AppError('identity.invitation-link')
        await refuseWeakPassword(password, person)
        await audit(tx, actorOfPerson(person), 'password-set', person, {}, now)
        await credentials.set(person, password)
      }),
    change: async (actor, personId, change) => {
      authorise(actor, 'identity.people')
      const now = clock.now()
      const changed = await database.transaction(inProvider, async (tx) => {
        const { person, otherOwners } = await lockPersonAndOwners(tx, personId)
        if (person === null) throw new AppError('platform.not-found', { what: 'person' })
        const after = decided(changePerson(person, change, otherOwners, now), change.role ?? person.role)
        if (change.clients !== undefined) await refuseUnknownClients(tx, change.clients)
        await savePerson(tx, after)
        if (after.disabledAt !== null) await removeInvitation(tx, after.id)
        await audit(tx, actor, 'changed', after, { ...change }, now)
        return after
      })
      // Rights are read at each request, so nothing waits for this: it only clears away.
      if (changed.disabledAt !== null) await credentials.endSessions(changed.id)
      return viewOf(changed)
    },
    removeTwoFactor: async (actor, personId) => {
      authorise(actor, 'identity.people')
      await database.transaction(inProvider, async (tx) => {
        const person = await found(loadPerson(tx, personId))
        // A passkey is the second step too, and may lie on the lost phone.
        const passkeys = await removePasskeysOf(tx, person.id)
        await audit(tx, actor, 'two-factor-removed', person, { passkeys }, clock.now())
        await credentials.removeTwoFactor(person.id)
      })
    },
  }
}

async function inviteIn(tx: Tx, personId: Id, now: Date): Promise<Invitation> {
  const secret = newSecret()
  const expiresAt = new Date(now.getTime() + INVITATION_HOURS * 3_600_000)
  await saveInvitation(tx, { personId, secretHash: hashSecret(secret), madeAt: now, expiresAt })
  return { personId, secret, expiresAt }
}

function audit(tx: Tx, actor: Actor, what: string, person: Person, data: Record<string, unknown>, at: Date): Promise<void> {
  return recordAudit(tx, {
    actor,
    clientId: PROVIDER_ID,
    action: `identity.${what}`,
    subject: person.id,
    data: { name: person.name, ...data },
    at,
  })
}

async function refuseUnknownClients(tx: Tx, clients: ClientScope): Promise<void> {
  if (clients !== 'all' && (await unknownClients(tx, clients)).length > 0) throw new AppError('platform.not-found', { what: 'client' })
}

function decided<T>(decision: Result<T, ChangeProblem>, role: Role): T {
  if (decision.ok) return decision.value
  throw new AppError(`identity.${decision.error}`, { role })
}

async function found(person: Promise<Person | null>): Promise<Person> {
  const known = await person
  if (known === null) throw new AppError('platform.not-found', { what: 'person' })
  return known
}
