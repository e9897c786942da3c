import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { shardingViolations, tenantTableCount } from './sharding-rules.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await openTestDatabase()
  // Partitions are made when they are first needed, and the rules hold for them too.
  await db.superuser('select monitoring_ensure_month(current_date)')
})
afterAll(() => db.drop())

test('every client table shards by client: key, unique keys, references, forced row-level security', async () => {
  expect(await shardingViolations(db.superuser)).toEqual([])
  expect(await tenantTableCount(db.superuser)).toBeGreaterThan(25)
})

/** Each breaks one rule, by what a migration written in a hurry could contain. */
const SEEDED: [string, string[], RegExp[]][] = [
  [
    'a table that everyone of the application can read whole',
    ['create table x (client_id uuid not null, id uuid, primary key (client_id, id))', 'grant select on x to mainstay_app'],
    [/^x: has no policy/, /^x: is not owned by/, /^x: row-level security is not forced/],
  ],
  [
    'a table with a client that nobody declared a tenant table',
    ['create table x (client_id uuid not null, id uuid, primary key (client_id, id))', 'alter table x owner to mainstay_owner'],
    [/^x: has no policy/, /^x: row-level security is not forced/],
  ],
  ['row-level security that is not forced', ['alter table clients_site no force row level security'], [/^clients_site: row-level/]],
  [
    'a policy that opens all',
    ['create policy all_of_it on clients_site for select to mainstay_app using (true)'],
    [/^clients_site: policy all_of_it opens/],
  ],
  ['a unique key over all clients', ['create unique index x on clients_site (name)'], [/^clients_site: x is unique and does not begin/]],
  [
    'a reference by id alone',
    [
      'alter table clients_site add unique (client_id, id, name)',
      'alter table devices_device add x uuid references clients_client (client_id)',
    ],
    [/^devices_device: foreign key devices_device_x_fkey can cross/],
  ],
  [
    'an id that the database makes',
    ['alter table clients_site alter id set default gen_random_uuid()'],
    [/^clients_site: id is numbered by the database/],
  ],
  ['another role on a tenant table', ['grant select on clients_site to mainstay_jobs'], [/^clients_site: mainstay_jobs has rights/]],
  ['a view with the rights of its owner', ['create view x as select * from clients_site'], [/^x: a view without security_invoker/]],
  [
    'a function that anyone may run as the owner',
    ["create function x() returns int language sql security definer as 'select 1'"],
    [/^x\(\): runs as its owner/],
  ],
]

test.each(SEEDED)('%s is found, and nothing else', async (_, statements, expected) => {
  const found = await seeded(statements)
  expect(found).toHaveLength(expected.length)
  for (const [n, pattern] of expected.entries()) expect(found[n]).toMatch(pattern)
})

/** In a transaction that is taken back. */
async function seeded(statements: string[]): Promise<string[]> {
  const client = new pg.Client(db.superuserConnection)
  await client.connect()
  try {
    await client.query('begin')
    for (const statement of statements) await client.query(statement)
    return await shardingViolations(async (text) => (await client.query(text)).rows)
  } finally {
    await client.query('rollback')
    await client.end()
  }
}
