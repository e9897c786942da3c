import { getSchema } from 'better-auth/db'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import { silentLog } from '../../../platform/log/index.ts'
import { AUTH_SCHEMA, libraryOptions } from './library.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.drop())

test('the tables of our migration are those that this version of the library expects', async () => {
  const options = libraryOptions({
    pool: db.database.pool('auth'),
    log: silentLog(),
    secret: 'x'.repeat(43),
    secureCookies: false,
    mayBegin: async () => true,
  })
  const expected = Object.entries(getSchema(options))
    .flatMap(([table, { fields }]) => ['id', ...Object.keys(fields)].map((column) => `${table}.${column}`))
    .sort()
  const rows = await db.superuser(
    `select table_name || '.' || column_name as name, is_nullable, column_default from information_schema.columns
     where table_schema = $1 and table_name not in ('attempt', 'code_used', 'challenge', 'known_place')`,
    [AUTH_SCHEMA],
  )
  expect(rows.map((row) => String(row['name'])).sort()).toEqual(expected)
})

test('only the role for sign-in can read them, and it can read nothing of tenants', async () => {
  for (const role of ['app', 'ingest', 'jobs'] as const) {
    const client = new pg.Client(db.connection(role))
    await client.connect()
    await expect(client.query('select password from identity_auth.account'), role).rejects.toThrow(/permission denied/)
    await client.end()
  }
  for (const table of ['identity_person', 'identity_token', 'clients_client', 'audit_entry'])
    await expect(db.database.pool('auth').query(`select * from ${table}`), table).rejects.toThrow(/permission denied/)
})
