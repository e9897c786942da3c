/** Writes and reads the tables of this slice. */
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../platform/database/index.ts'
import type { Client, Site } from './domain.ts'

type ClientsTables = {
  clients_client: { client_id: string; name: string; zone: string; created_at: Date; archived_at: Date | null }
  clients_site: { client_id: string; id: string; name: string; created_at: Date }
}

export async function saveClient(tx: Tx, client: Client): Promise<void> {
  const t = tx.withTables<ClientsTables>()
  await t
    .insertInto('clients_client')
    .values({ client_id: client.id, name: client.name, zone: client.zone, created_at: client.createdAt, archived_at: null })
    .execute()
  for (const site of client.sites) await saveSite(tx, site)
}

export async function saveSite(tx: Tx, site: Site): Promise<void> {
  await tx
    .withTables<ClientsTables>()
    .insertInto('clients_site')
    .values({ client_id: site.clientId, id: site.id, name: site.name, created_at: site.createdAt })
    .execute()
}

/** All clients in scope, by name. */
export async function loadClients(tx: Tx): Promise<Client[]> {
  const t = tx.withTables<ClientsTables>()
  const clients = await t.selectFrom('clients_client').selectAll().where('archived_at', 'is', null).orderBy('name').execute()
  const sites = await t.selectFrom('clients_site').selectAll().orderBy('created_at').execute()
  const byClient = new Map<string, Site[]>()
  for (const s of sites) {
    const list = byClient.get(s.client_id) ?? []
    list.push({ id: s.id, clientId: s.client_id, name: s.name, createdAt: s.created_at })
    byClient.set(s.client_id, list)
  }
  return clients.map((c) => ({
    id: c.client_id,
    name: c.name,
    zone: c.zone,
    createdAt: c.created_at,
    sites: byClient.get(c.client_id) ?? [],
  }))
}

/** `lock` holds the client's row until the transaction ends, so that two changes do not cross. */
export async function loadClient(tx: Tx, id: Id, options?: { lock: boolean }): Promise<Client | null> {
  const t = tx.withTables<ClientsTables>()
  const query = t.selectFrom('clients_client').selectAll().where('client_id', '=', id)
  const client = await (options?.lock ? query.forUpdate() : query).executeTakeFirst()
  if (!client) return null
  const sites = await t.selectFrom('clients_site').selectAll().where('client_id', '=', id).orderBy('created_at').execute()
  return {
    id: client.client_id,
    name: client.name,
    zone: client.zone,
    createdAt: client.created_at,
    sites: sites.map((s) => ({ id: s.id, clientId: s.client_id, name: s.name, createdAt: s.created_at })),
  }
}
