/** The first sign-in: a one-time link on the console makes the owner, and then never again. */
import { timingSafeEqual } from 'node:crypto'
import { AppError, type Clock, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Database, oneClient, PROVIDER_ID } from '../../platform/database/index.ts'
import { actorOfPerson } from './authenticate.ts'
import type { Person } from './domain/person.ts'
import { hashSecret, newSecret } from './secret.ts'
import type { Credentials } from './sign-in/credentials.ts'
import { refuseWeakPassword } from './sign-in/password-strength.ts'
import { addPerson, closeSetup, hasOwner, loadSetup, openSetup } from './store.ts'

export type SetupInput = { token: string; name: string; email: string; password: string }

export type SetupService = {
  /** A new link's secret, and the old one is void; null once there is an owner. */
  open: () => Promise<string | null>
  isOpen(): Promise<boolean>
  /** Answers as if there were no such address, which after the first sign-in is so; asked before anything else of a request is looked at. */
  refuseUnlessOpen(): Promise<void>
  use(input: SetupInput): Promise<void>
}

const PATH = '/api/setup'

export function createSetupService(o: { database: Database; clock: Clock; credentials: Credentials }): SetupService {
  const inProvider = oneClient(PROVIDER_ID)
  const isOpen = (): Promise<boolean> =>
    o.database.transaction(inProvider, async (tx) => (await loadSetup(tx, { lock: false }))?.open === true)
  const absent = (): AppError => new AppError('platform.route-not-found', { path: PATH })
  return {
    open: async () => {
      const secret = newSecret()
      const opened = await o.database.transaction(inProvider, async (tx) => {
        if (await hasOwner(tx)) return false
        return openSetup(tx, hashSecret(secret), o.clock.now())
      })
      return opened ? secret : null
    },
    isOpen,
    refuseUnlessOpen: async () => {
      if (!(await isOpen())) throw absent()
    },
    use: ({ token, name, email, password }) =>
      o.database.transaction(inProvider, async (tx) => {
        const setup = await loadSetup(tx, { lock: true })
        if (setup === null || !setup.open || (await hasOwner(tx))) throw absent()
        if (!timingSafeEqual(setup.secretHash, hashSecret(token))) throw new AppError('identity.setup-link')
        await refuseWeakPassword(password, { name, email })
        const now = o.clock.now()
        const owner: Person = {
          id: newId(),
          email: email.toLowerCase(),
          name,
          role: 'owner',
          clients: 'all',
          createdAt: now,
          disabledAt: null,
        }
        if (!(await addPerson(tx, owner))) throw new AppError('identity.email-taken', { email: owner.email })
        await closeSetup(tx, now)
        await recordAudit(tx, { actor: actorOfPerson(owner), clientId: PROVIDER_ID, action: 'identity.set-up', subject: owner.id, at: now })
        // Last, while the row is held: what fails here undoes the rest, and the link stays good.
        await o.credentials.set(owner, password)
      }),
  }
}
