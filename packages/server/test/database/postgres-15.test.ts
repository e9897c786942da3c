import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@mainstay/kernel'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectDatabase, oneClient } from '../../src/platform/database/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { refuseLostKey } from '../../src/platform/secrets/lost-key.ts'
import { freePort, type Postgres15, startPostgres15 } from '../postgres-15.ts'

let folder: string
let server: Postgres15
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-data-'))
  server = await startPostgres15({ durable: true })
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

const open = (databaseUrl: string, key: number) =>
  connectDatabase({ dataFolder: folder, databaseUrl, masterKey: Buffer.alloc(32, key), log: silentLog() })

test('the distribution’s PostgreSQL takes roles, migrations and scopes, twice', async () => {
  const id = newId()
  const first = await open(server.url('mainstay'), 3)
  await first.database.transaction(oneClient(id), (tx) =>
    sql`insert into clients_client values (${id}, 'Acme', 'Etc/UTC', now(), null)`.execute(tx),
  )
  await first.stop()
  const second = await open(server.url('mainstay'), 3)
  const names = (clientId: string) =>
    second.database.transaction(oneClient(clientId), async (tx) =>
      (await sql<{ name: string }>`select name from clients_client`.execute(tx)).rows.map((row) => row.name),
    )
  expect(await names(id)).toEqual(['Acme'])
  expect(await names(newId())).toEqual([])
  await second.stop()
})

test('an instance with another master key is refused, and the one that runs goes on', async () => {
  const running = await open(server.url('shared'), 3)
  await expect(open(server.url('shared'), 4)).rejects.toThrow(/set up with another master key.*MAINSTAY_MASTER_KEY_FILE/)
  await running.database.transaction(oneClient(newId()), async () => {})
  await running.stop()
})

test('a start whose master key is missing is refused over a database that was set up, and passes over one that was not', async () => {
  await (await open(server.url('keyed'), 3)).stop()
  const missing = join(folder, 'not-there.key')
  const start = (name: string) => refuseLostKey({ keyFile: missing, dataFolder: folder, databaseUrl: server.url(name) })
  await expect(start('keyed')).rejects.toMatchObject({ code: 'platform.master-key-missing', data: { path: missing } })
  await start('not-made-yet')
})

test('an address where no database answers is one clear line', async () => {
  const gone = open(`postgres://admin:x@127.0.0.1:${await freePort()}/mainstay`, 3)
  await expect(gone).rejects.toThrow(/MAINSTAY_DATABASE_URL: no connection to 127\.0\.0\.1/)
})
