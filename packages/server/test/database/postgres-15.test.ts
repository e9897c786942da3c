import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '@mainstay/kernel'
import { requirePostgresql } from '@mainstay/testing'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectDatabase, oneClient } from '../../src/platform/database/index.ts'
import { databaseUser } from '../../src/platform/database/embedded/run-as.ts'
import { silentLog } from '../../src/platform/log/index.ts'

const { binaries } = requirePostgresql()
const user = databaseUser()
let folder: string
let server: ChildProcess
let port: number

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-pg15-'))
  chmodSync(folder, 0o700)
  const password = join(folder, 'password')
  writeFileSync(password, 'only-for-this-test')
  if (user !== null) for (const path of [folder, password]) chownSync(path, user.uid, user.gid)
  const args = ['-D', join(folder, 'data'), '-U', 'admin', '--auth=scram-sha-256', `--pwfile=${password}`, '-E', 'UTF8', '--locale=C.UTF-8']
  expect(spawnSync(join(binaries, 'initdb'), args, { ...user, encoding: 'utf8' })).toMatchObject({ status: 0 })
  port = await freePort()
  const settings = ['-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${folder}`]
  server = spawn(join(binaries, 'postgres'), ['-D', join(folder, 'data'), ...settings], { ...user, stdio: 'ignore' })
  for (let n = 0; n < 100 && !(await answers()); n++) await sleep(100)
})
afterAll(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGINT')
  await ended
  rmSync(folder, { recursive: true })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function answers(): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'admin', password: 'only-for-this-test', database: 'postgres' })
  client.on('error', () => {})
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  )
}

test('the distribution’s PostgreSQL takes roles, migrations and scopes, twice', async () => {
  const open = () =>
    connectDatabase({
      dataFolder: folder,
      databaseUrl: `postgres://admin:only-for-this-test@127.0.0.1:${port}/mainstay`,
      masterKey: Buffer.alloc(32, 3),
      log: silentLog(),
    })
  const id = newId()
  const first = await open()
  await first.database.transaction(oneClient(id), (tx) =>
    sql`insert into clients_client values (${id}, 'Acme', 'Etc/UTC', now(), null)`.execute(tx),
  )
  await first.stop()
  const second = await open()
  const names = (clientId: string) =>
    second.database.transaction(oneClient(clientId), async (tx) =>
      (await sql<{ name: string }>`select name from clients_client`.execute(tx)).rows.map((row) => row.name),
    )
  expect(await names(id)).toEqual(['Acme'])
  expect(await names(newId())).toEqual([])
  await second.stop()
})

test('an address where no database answers is one clear line', async () => {
  const gone = connectDatabase({
    dataFolder: folder,
    databaseUrl: `postgres://admin:x@127.0.0.1:${await freePort()}/mainstay`,
    masterKey: Buffer.alloc(32, 3),
    log: silentLog(),
  })
  await expect(gone).rejects.toThrow(/MAINSTAY_DATABASE_URL: no connection to 127\.0\.0\.1/)
})
