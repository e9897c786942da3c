/** Starts the distribution's PostgreSQL (15 on Debian 12) with a folder and a port of its own, as the user that the embedded one would have. */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { requirePostgresql } from '@mainstay/testing'
import pg from 'pg'
import { databaseUser } from '../src/platform/database/embedded/run-as.ts'

export type Postgres15 = {
  host: string
  port: number
  user: string
  password: string
  /** As MAINSTAY_DATABASE_URL takes it. */
  url(database: string): string
  stop(): Promise<void>
}

/** `durable: false` is for suites in which nothing is killed: it does not wait for the disk. */
export async function startPostgres15({ durable }: { durable: boolean }): Promise<Postgres15> {
  const { binaries } = requirePostgresql()
  const runAs = databaseUser()
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-pg15-'))
  chmodSync(folder, 0o700)
  const admin = { host: '127.0.0.1', port: await freePort(), user: 'admin', password: 'only-for-this-test' }
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, admin.password)
  if (runAs !== null) for (const path of [folder, passwordFile]) chownSync(path, runAs.uid, runAs.gid)
  const data = join(folder, 'data')
  const init = ['-D', data, '-U', admin.user, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C.UTF-8']
  const made = spawnSync(join(binaries, 'initdb'), init, { ...runAs, encoding: 'utf8', cwd: '/' })
  if (made.status !== 0) throw new Error(`initdb ended with ${made.status}: ${made.stderr}`)
  const settings = { listen_addresses: admin.host, unix_socket_directories: folder, fsync: durable ? 'on' : 'off' }
  const args = ['-D', data, '-p', String(admin.port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const child = spawn(join(binaries, 'postgres'), args, { ...runAs, stdio: 'ignore', cwd: '/' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  for (let n = 0; n < 200 && !(await answers(admin)); n++) await sleep(50)
  return {
    ...admin,
    url: (database) => `postgres://${admin.user}:${admin.password}@${admin.host}:${admin.port}/${database}`,
    stop: async () => {
      child.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function answers(admin: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client({ ...admin, database: 'postgres' })
  client.on('error', () => {})
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  )
}
