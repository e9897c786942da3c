import { newId } from '@mainstay/kernel'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { EVERY_CLIENT, oneClient } from './scope.ts'

let db: TestDatabase
const acme = newId()
const other = newId()

beforeAll(async () => {
  db = await openTestDatabase()
  for (const [id, name] of [
    [acme, 'Acme'],
    [other, 'Other'],
  ]) {
    await db.superuser("insert into clients_client values ($1, $2, 'Europe/Berlin', now(), null)", [id, name])
    await db.superuser('insert into clients_site values ($1, $2, $3, now())', [id, newId(), 'Office'])
  }
})
afterAll(() => db.drop())

const names = (scope: Parameters<typeof db.database.transaction>[0]) =>
  db.database.transaction(scope, async (tx) =>
    (await sql<{ name: string }>`select name from clients_client order by name`.execute(tx)).rows.map((r) => r.name),
  )

test("a transaction sees the rows of its scope and no other's", async () => {
  expect(await names(oneClient(acme))).toEqual(['Acme'])
  expect(await names({ clientIds: [acme, other] })).toEqual(['Acme', 'Other'])
  expect(await names({ clientIds: [] })).toEqual([])
  expect(await names(EVERY_CLIENT)).toEqual(['Acme', 'Other'])
})

test('a row of another client can be neither changed, moved nor made', async () => {
  await db.database.transaction(oneClient(acme), async (tx) => {
    expect((await sql`update clients_site set name = 'Mine' where client_id = ${other}`.execute(tx)).numAffectedRows).toBe(0n)
    expect((await sql`delete from clients_site where client_id = ${other}`.execute(tx)).numAffectedRows).toBe(0n)
  })
  const steal = db.database.transaction(oneClient(acme), (tx) =>
    sql`insert into clients_site values (${other}, ${newId()}, 'X', now())`.execute(tx),
  )
  await expect(steal).rejects.toThrow(/row-level security/)
  const move = db.database.transaction(oneClient(acme), (tx) => sql`update clients_site set client_id = ${other}`.execute(tx))
  await expect(move).rejects.toThrow()
})

test('the scope ends with its transaction', async () => {
  await names(oneClient(acme))
  const after = await db.database.transaction(
    { clientIds: [] },
    async (tx) => (await sql<{ n: string }>`select count(*) as n from clients_site`.execute(tx)).rows[0]?.n,
  )
  expect(after).toBe('0')
})

test("the owner of the tables does not see tenants' rows either", async () => {
  const { default: pg } = await import('pg')
  const client = new pg.Client(db.connection('owner'))
  await client.connect()
  expect((await client.query('select * from clients_site')).rows).toEqual([])
  await client.end()
})

test('the audit log takes entries and lets none be changed or removed', async () => {
  const write = (text: string) => db.database.transaction(oneClient(acme), (tx) => sql.raw(text).execute(tx))
  await expect(write('update audit_entry set action = $$x$$')).rejects.toThrow(/permission denied/)
  await expect(write('delete from audit_entry')).rejects.toThrow(/permission denied/)
})
