/** Use cases of mail's settings: domains and next hops, lists, policy. */
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { sql } from 'kysely'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { type Database, EVERY_CLIENT, oneClient, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import type { ListEntry } from './domain/lists.ts'
import type { MailDomain, NextHop } from './domain/next-hop.ts'
import {
  deleteDomain,
  deleteListEntry,
  loadDomains,
  loadLists,
  loadPolicy,
  type MailPolicy,
  saveDomain,
  saveListEntry,
  savePolicy,
} from './store/settings.ts'

export type MailSettings = ReturnType<typeof createMailSettings>

/** `changed` is called after a change to domains is in force. */
export function createMailSettings({ database, clock, changed }: { database: Database; clock: Clock; changed: () => void }) {
  const change = async <T>(
    actor: Actor,
    clientId: Id,
    action: string,
    subject: string,
    data: object,
    work: (tx: Tx, at: Date) => Promise<T>,
  ) =>
    database.transaction(oneClient(clientId), async (tx) => {
      const at = clock.now()
      const result = await work(tx, at)
      await recordAudit(tx, { actor, clientId, action: `mail.${action}`, subject, data: { ...data }, at })
      return result
    })

  return {
    domains: async (actor: Actor, clientId: Id): Promise<MailDomain[]> => {
      authorise(actor, 'mail.read', clientId)
      return database.transaction(oneClient(clientId), loadDomains)
    },
    setDomain: async (
      actor: Actor,
      clientId: Id,
      domain: string,
      { verifyRecipients, nextHops }: { verifyRecipients: boolean; nextHops: NextHop[] },
    ): Promise<MailDomain> => {
      authorise(actor, 'mail.write', clientId)
      const saved = { clientId, domain, verifyRecipients, nextHops }
      await database.transaction(EVERY_CLIENT, async (tx) => {
        await refuseTaken(tx, clientId, domain)
        const at = clock.now()
        await saveDomain(tx, saved, at)
        await recordAudit(tx, { actor, clientId, action: 'mail.domain-set', subject: domain, data: { verifyRecipients, nextHops }, at })
        await publish(tx, { topic: 'mail.domain-set', clientId, payload: { domain }, at })
      })
      changed()
      return saved
    },
    removeDomain: async (actor: Actor, clientId: Id, domain: string): Promise<void> => {
      authorise(actor, 'mail.write', clientId)
      await change(actor, clientId, 'domain-removed', domain, {}, async (tx, at) => {
        if (!(await deleteDomain(tx, clientId, domain))) throw new AppError('platform.not-found', { what: 'mail domain' })
        await publish(tx, { topic: 'mail.domain-removed', clientId, payload: { domain }, at })
      })
      changed()
    },
    lists: async (actor: Actor, clientId: Id): Promise<ListEntry[]> => {
      authorise(actor, 'mail.read', clientId)
      return database.transaction(oneClient(clientId), (tx) => loadLists(tx, clientId))
    },
    addToList: async (actor: Actor, clientId: Id, entry: Omit<ListEntry, 'id'>): Promise<ListEntry> => {
      authorise(actor, 'mail.write', clientId)
      const added = { id: newId(clock.now().getTime()), ...entry }
      await change(actor, clientId, 'list-added', entry.sender, entry, (tx, at) => saveListEntry(tx, clientId, added, actor.name, at))
      return added
    },
    removeFromList: async (actor: Actor, clientId: Id, id: Id): Promise<void> => {
      authorise(actor, 'mail.write', clientId)
      await change(actor, clientId, 'list-removed', id, {}, async (tx) => {
        if ((await deleteListEntry(tx, clientId, id)) === null) throw new AppError('platform.not-found', { what: 'list entry' })
      })
    },
    policy: async (actor: Actor, clientId: Id): Promise<MailPolicy> => {
      authorise(actor, 'mail.read', clientId)
      return database.transaction(oneClient(clientId), (tx) => loadPolicy(tx, clientId))
    },
    setPolicy: async (actor: Actor, clientId: Id, policy: MailPolicy): Promise<MailPolicy> => {
      authorise(actor, 'mail.write', clientId)
      await change(actor, clientId, 'policy-set', clientId, policy, (tx) => savePolicy(tx, clientId, policy))
      return policy
    },
  }
}

/** A domain is one client's. No unique key that begins with the client can say so, so who sets one up waits in a row here. */
async function refuseTaken(tx: Tx, clientId: Id, domain: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(724204)`.execute(tx)
  const taken = (await loadDomains(tx)).some((one) => one.domain === domain && one.clientId !== clientId)
  if (taken) throw new AppError('mail.domain-taken', { domain })
}
