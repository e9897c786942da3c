/** Use cases of clients and sites. */
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import { type Database, oneClient } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { addSite, type Client, newClient, type Site } from './domain.ts'
import { loadClient, loadClients, saveClient, saveSite } from './store.ts'

export type ClientsService = {
  list(actor: Actor): Promise<Client[]>
  get(actor: Actor, clientId: Id): Promise<Client>
  /** `sameName`: though there is one of that name. */
  create(actor: Actor, input: { name: string; zone: string; sameName?: boolean | undefined }): Promise<Client>
  addSite(actor: Actor, clientId: Id, name: string): Promise<Site>
}

export function createClientsService({ database, clock }: { database: Database; clock: Clock }): ClientsService {
  return {
    list: async (actor) => {
      authorise(actor, 'clients.read')
      return database.transaction(scopeOf(actor), loadClients)
    },
    get: async (actor, clientId) => {
      authorise(actor, 'clients.read', clientId)
      return found(await database.transaction(oneClient(clientId), (tx) => loadClient(tx, clientId)))
    },
    create: async (actor, { name, zone, sameName = false }) => {
      authorise(actor, 'clients.write')
      // Whoever is bound to some clients cannot make one beside them.
      if (actor.clients !== 'all') throw new AppError('platform.forbidden', { needs: 'access to all clients' })
      const others = sameName ? [] : await database.transaction(scopeOf(actor), loadClients)
      // A hint for a person and no rule of the data: of two who make one at the same moment both may.
      if (others.some((other) => sameWords(other.name, name))) throw new AppError('clients.name-taken', { name })
      const client = newClient({ id: newId(), siteId: newId(), name, zone, now: clock.now() })
      await database.transaction(oneClient(client.id), async (tx) => {
        await saveClient(tx, client)
        const at = client.createdAt
        await recordAudit(tx, { actor, clientId: client.id, action: 'clients.created', subject: client.id, data: { name, zone }, at })
        await publish(tx, { topic: 'client.created', clientId: client.id, payload: { name }, at })
      })
      return client
    },
    addSite: async (actor, clientId, name) => {
      authorise(actor, 'clients.write', clientId)
      return database.transaction(oneClient(clientId), async (tx) => {
        const client = found(await loadClient(tx, clientId, { lock: true }))
        const at = clock.now()
        const decision = addSite(client, { id: newId(), name, now: at })
        if (!decision.ok) throw new AppError('clients.site-name-taken', { name, client: client.name })
        const site = decision.value
        await saveSite(tx, site)
        await recordAudit(tx, { actor, clientId, action: 'clients.site-added', subject: site.id, data: { name: site.name }, at })
        await publish(tx, { topic: 'client.site-added', clientId, payload: { siteId: site.id }, at })
        return site
      })
    },
  }
}

/** As a person reads them: spaces and case make no other name. */
function sameWords(a: string, b: string): boolean {
  const key = (text: string): string => text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()
  return key(a) === key(b)
}

function found(client: Client | null): Client {
  if (client === null) throw new AppError('platform.not-found', { what: 'client' })
  return client
}
