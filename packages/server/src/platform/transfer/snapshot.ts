/** One moment of the whole database, seen by several roles at once: nobody can read everything, so each table is read by the role whose it is. */
import pg from 'pg'
import { PROVIDER_ID, type RoleName } from '../database/index.ts'

/** How values are written as text, whatever a server or a role is set to. */
export const TEXT_FORMS =
  "set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; set local extra_float_digits = 1; set local bytea_output = 'hex'"

export type Snapshot = { as(role: RoleName): pg.Client; end(): Promise<void> }

/** `clientId` null: the rows of every client. Writers go on meanwhile; the snapshot does not see what they change. */
export async function openSnapshot(connection: (role: RoleName) => pg.PoolConfig, clientId: string | null): Promise<Snapshot> {
  const clients = new Map<RoleName, pg.Client>()
  const end = async (): Promise<void> => {
    await Promise.all([...clients.values()].map((client) => client.end().catch(() => {})))
  }
  const open = async (role: RoleName): Promise<pg.Client> => {
    const client = new pg.Client({ ...connection(role), connectionTimeoutMillis: 10_000 })
    // A connection that is lost says so at its next query.
    client.on('error', () => {})
    await client.connect()
    clients.set(role, client)
    await client.query(`begin transaction isolation level repeatable read read only; ${TEXT_FORMS}`)
    return client
  }
  try {
    const first = await open('owner')
    const { rows } = await first.query<{ id: string }>('select pg_export_snapshot() as id')
    for (const role of ['app', 'ingest', 'auth', 'jobs'] as const) {
      const client = await open(role)
      await client.query(`set transaction snapshot ${client.escapeLiteral(rows[0]?.id ?? '')}`)
    }
    const app = clients.get('app')
    if (clientId === null)
      await app?.query("select set_config('mainstay.clients', (array(select mainstay_client_ids()) || $1::uuid)::text, true)", [
        PROVIDER_ID,
      ])
    else await app?.query("select set_config('mainstay.clients', $1::uuid[]::text, true)", [`{${clientId}}`])
  } catch (error) {
    await end()
    throw error
  }
  return {
    as: (role) => {
      const client = clients.get(role)
      if (client === undefined) throw new Error(`no session of ${role}`)
      return client
    },
    end,
  }
}
