/** Use cases of an owner who configures where else people may sign in. Each asks for the code of the second step anew. */
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../../platform/audit/index.ts'
import { type Actor, authorise } from '../../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID, type Tx } from '../../../platform/database/index.ts'
import type { Vault } from '../../../platform/vault/index.ts'
import type { SignInRule } from '../domain/elsewhere.ts'
import { checkGrant } from '../domain/person.ts'
import type { ConfirmByCode } from '../sign-in/confirm.ts'
import type { SignedInExchange } from '../sign-in/service.ts'
import { unknownClients } from '../store.ts'
import { type Issuers, troubleOf } from './issuer.ts'
import { addProvider, loadProvider, loadProviders, removeProvider, saveProvider, type SignInProvider, unlink } from './store.ts'

export type NewProvider = {
  name: string
  issuer: string
  clientId: string
  clientSecret: string
  domains: string[]
  rules: SignInRule[]
  code: string
}
export type ProviderChange = {
  name?: string | undefined
  clientSecret?: string | undefined
  domains?: string[] | undefined
  rules?: SignInRule[] | undefined
  enabled?: boolean | undefined
  code: string
}

export type ProviderSettings = {
  list(actor: Actor): Promise<SignInProvider[]>
  add(exchange: SignedInExchange, o: NewProvider): Promise<SignInProvider>
  change(exchange: SignedInExchange, id: Id, o: ProviderChange): Promise<SignInProvider>
  remove(exchange: SignedInExchange, id: Id, code: string): Promise<void>
  /** For a person whose account there is another one now. */
  unlinkPerson(actor: Actor, personId: Id): Promise<void>
}

type Deps = { database: Database; clock: Clock; vault: Vault; issuers: Issuers; confirmByCode: ConfirmByCode }

const inProvider = oneClient(PROVIDER_ID)
export const secretPurpose = (id: Id): string => `sign-in-provider:${id}`

export function createProviderSettings({ database, clock, vault, issuers, confirmByCode }: Deps): ProviderSettings {
  const audit = (tx: Tx, actor: Actor, action: string, subject: string, data: Record<string, unknown>): Promise<void> =>
    recordAudit(tx, { actor, clientId: PROVIDER_ID, action: `identity.${action}`, subject, data, at: clock.now() })
  const usable = async (account: { issuer: string; clientId: string; clientSecret: string }): Promise<void> => {
    await issuers.discover(account).catch((error: unknown) => {
      throw new AppError('identity.issuer-unusable', { issuer: account.issuer, detail: troubleOf(error) }, { cause: error })
    })
  }
  const sealed = (id: Id, secret: string): Promise<Buffer> => vault.seal(PROVIDER_ID, secretPurpose(id), Buffer.from(secret))

  return {
    list: async (actor) => {
      authorise(actor, 'identity.people')
      return database.transaction(inProvider, loadProviders)
    },
    add: async (exchange, { code, clientSecret, ...o }) => {
      authorise(exchange.actor, 'identity.people')
      refuseRules(o.rules)
      await confirmByCode(exchange, code)
      await usable({ ...o, clientSecret })
      const id = newId()
      const provider: SignInProvider = { id, ...o, secret: await sealed(id, clientSecret), enabled: true, createdAt: clock.now() }
      await database.transaction(inProvider, async (tx) => {
        await refuseUnknownClients(tx, o.rules)
        if (!(await addProvider(tx, provider))) throw new AppError('identity.provider-known')
        await audit(tx, exchange.actor, 'sign-in-provider-added', id, o)
      })
      return provider
    },
    change: async (exchange, id, { code, clientSecret, ...change }) => {
      authorise(exchange.actor, 'identity.people')
      refuseRules(change.rules ?? [])
      await confirmByCode(exchange, code)
      const secret = clientSecret === undefined ? null : await sealed(id, clientSecret)
      return database.transaction(inProvider, async (tx) => {
        const before = await found(loadProvider(tx, id))
        await refuseUnknownClients(tx, change.rules ?? [])
        const after: SignInProvider = {
          ...before,
          name: change.name ?? before.name,
          domains: change.domains ?? before.domains,
          rules: change.rules ?? before.rules,
          enabled: change.enabled ?? before.enabled,
          secret: secret ?? before.secret,
        }
        await saveProvider(tx, after)
        await audit(tx, exchange.actor, 'sign-in-provider-changed', id, { ...change, newSecret: secret !== null })
        return after
      })
    },
    remove: async (exchange, id, code) => {
      authorise(exchange.actor, 'identity.people')
      await confirmByCode(exchange, code)
      await database.transaction(inProvider, async (tx) => {
        const { name, issuer } = await found(loadProvider(tx, id))
        await removeProvider(tx, id)
        await audit(tx, exchange.actor, 'sign-in-provider-removed', id, { name, issuer })
      })
    },
    unlinkPerson: async (actor, personId) => {
      authorise(actor, 'identity.people')
      await database.transaction(inProvider, async (tx) => {
        const links = await unlink(tx, personId)
        if (links === 0) throw new AppError('platform.not-found', { what: 'account elsewhere' })
        await audit(tx, actor, 'unlinked', personId, { links })
      })
    },
  }
}

/** A rule gives no more than an owner could by an invitation. */
function refuseRules(rules: readonly SignInRule[]): void {
  for (const { role, clients } of rules) {
    const grant = checkGrant(role, clients)
    if (!grant.ok) throw new AppError(`identity.${grant.error}`, { role })
  }
}

async function refuseUnknownClients(tx: Tx, rules: readonly SignInRule[]): Promise<void> {
  const named = rules.flatMap(({ clients }) => (clients === 'all' ? [] : clients))
  if (named.length > 0 && (await unknownClients(tx, named)).length > 0) throw new AppError('platform.not-found', { what: 'client' })
}

async function found(provider: Promise<SignInProvider | null>): Promise<SignInProvider> {
  const known = await provider
  if (known === null) throw new AppError('platform.not-found', { what: 'sign-in provider' })
  return known
}
