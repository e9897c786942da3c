import { newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, TEST_MASTER_KEY, type TestDatabase } from '../../../test/database.ts'
import { createVault, rewrapVault } from './index.ts'

let db: TestDatabase
const acme = newId()
const other = newId()
const secret = Buffer.from('the key of a repository')
beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.drop())
const vault = () => createVault({ database: db.database, masterKey: TEST_MASTER_KEY })

test('what was sealed opens again, also after a restart', async () => {
  const sealed = await vault().seal(acme, 'x', secret)
  expect((await vault().open(acme, 'x', sealed)).equals(secret)).toBe(true)
})

test('it opens for no other client, no other purpose and no other master key', async () => {
  const sealed = await vault().seal(acme, 'x', secret)
  await expect(vault().open(other, 'x', sealed)).rejects.toMatchObject({ code: 'trust.vault-tampered' })
  await expect(vault().open(acme, 'y', sealed)).rejects.toMatchObject({ code: 'trust.vault-tampered' })
  const stolen = createVault({ database: db.database, masterKey: Buffer.alloc(32, 9) })
  await expect(stolen.open(acme, 'x', sealed)).rejects.toMatchObject({ code: 'trust.vault-tampered' })
})

test('one changed bit anywhere is noticed', async () => {
  const sealed = await vault().seal(acme, 'x', secret)
  for (const at of [0, 1, 14, 30, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    await expect(vault().open(acme, 'x', changed), `byte ${at}`).rejects.toMatchObject({ code: 'trust.vault-tampered' })
  }
})

test('the database holds neither the secret nor a key in plain text; two instances agree on a first key', async () => {
  const fresh = newId()
  const [a, b] = await Promise.all([vault().seal(fresh, 'x', secret), vault().seal(fresh, 'x', secret)])
  expect((await vault().open(fresh, 'x', a)).equals(await vault().open(fresh, 'x', b))).toBe(true)
  const dump = JSON.stringify(await db.superuser('select encode(wrapped, $$hex$$) as wrapped from vault_data_key'))
  expect(dump).not.toContain(secret.toString('hex'))
})

test('after a change of the master key everything opens under the new one alone, and an unfit old key changes nothing', async () => {
  const [client, next] = [newId(), Buffer.alloc(32, 11)]
  await db.superuser("insert into clients_client values ($1, 'Acme', 'Europe/Berlin', now(), null)", [client])
  const sealed = await vault().seal(client, 'x', secret)
  await db.superuser('delete from vault_data_key where client_id <> $1', [client])

  await expect(rewrapVault(db.database, { from: next, to: TEST_MASTER_KEY })).rejects.toMatchObject({ code: 'trust.vault-tampered' })
  expect((await vault().open(client, 'x', sealed)).equals(secret)).toBe(true)

  expect(await rewrapVault(db.database, { from: TEST_MASTER_KEY, to: next })).toBe(1)
  const after = createVault({ database: db.database, masterKey: next })
  expect((await after.open(client, 'x', sealed)).equals(secret)).toBe(true)
  await expect(vault().open(client, 'x', sealed)).rejects.toMatchObject({ code: 'trust.vault-tampered' })
})
