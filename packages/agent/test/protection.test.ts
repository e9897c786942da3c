import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BackupPolicy } from '@mainstay/contract/agent'
import { exportPrivateKey, generateKeyPair, toBase64Url } from '@mainstay/envelope'
import { newId } from '@mainstay/kernel'
import { requirePostgresql, requireRestic, requireSqlite } from '@mainstay/testing'
import { type Backup, makeBackup } from '../src/backup/make-backup.ts'
import { createRunRestic } from '../src/backup/restic.ts'
import { program } from './scene.ts'

/** One repository for all: restic takes a second to make one. */
let folder: string
let identity: { deviceId: string; privateKey: string }
const restic = requireRestic().path
const never = new AbortController().signal

beforeAll(async () => {
  requireSqlite()
  folder = mkdtempSync(join(tmpdir(), 'mainstay-protection-'))
  const key = await generateKeyPair()
  identity = { deviceId: newId(), privateKey: toBase64Url(await exportPrivateKey(key.privateKey)) }
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'orders'), '42 orders')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const access = () => ({
  program: restic,
  repository: join(folder, 'repository'),
  password: 'secret',
  cache: join(folder, 'cache'),
  caFile: null,
})
const ask = (...args: string[]): Buffer =>
  execFileSync(restic, args, {
    env: { ...process.env, RESTIC_REPOSITORY: access().repository, RESTIC_PASSWORD: 'secret', RESTIC_CACHE_DIR: access().cache },
    maxBuffer: 64 * 1024 * 1024,
  })

function backUp(change: Partial<BackupPolicy>): Promise<Backup> {
  const policy: BackupPolicy = {
    paths: [join(folder, 'data')],
    excludes: [],
    everyMinutes: 60,
    rpoSeconds: 3600,
    rtoSeconds: 3600,
    proofLevel: 'L2',
    proofExpiryDays: 31,
    sampleFiles: 10,
    ...change,
  }
  const run = createRunRestic(access(), process.env, never)
  const streams = { restic: run, program, host: identity.deviceId, run: newId(), folder: join(folder, 'work'), signal: never }
  return makeBackup({ streams, policy, identity })
}

test('a SQLite database in use is dumped whole, in a snapshot of its own, with a hash that was taken on the way', async () => {
  const path = join(folder, 'app.db')
  execFileSync('sqlite3', [path, 'pragma journal_mode=wal; create table orders(n); insert into orders values (1),(2),(3)'])
  const made = await backUp({ dumps: [{ engine: 'sqlite', path }] })
  expect(made).toMatchObject({ message: 'backed up', incomplete: false, paths: [join(folder, 'data')], counts: { files: 2 } })
  const [part] = made.parts
  expect(part).toMatchObject({ kind: 'dump', name: `/dump-sqlite-${path.slice(1).replaceAll('/', '-')}` })
  const dump = ask('dump', part?.snapshotId ?? '', part?.name ?? '')
  expect(made.manifest?.entries[0]).toEqual({
    path: part?.name,
    size: dump.length,
    sha256: createHash('sha256').update(dump).digest('hex'),
  })
  writeFileSync(join(folder, 'back.db'), dump)
  expect(
    execFileSync('sqlite3', [join(folder, 'back.db'), 'select count(*) from orders'])
      .toString()
      .trim(),
  ).toBe('3')
  expect(existsSync(join(folder, 'work', 'copy'))).toBe(false)
  // Tied together, and told apart from all others, by the run.
  const snapshots: { id: string; tags: string[] }[] = JSON.parse(ask('snapshots', '--json').toString())
  const tags = new Set(snapshots.filter(({ id }) => [made.snapshotId, part?.snapshotId].includes(id)).map((one) => one.tags.join()))
  expect([...tags]).toEqual([expect.stringMatching(/^mainstay-run=/)])
}, 30_000)

test('a dump that fails leaves no half of it, the folders are backed up, and the backup says what it lacks', async () => {
  const made = await backUp({
    dumps: [
      { engine: 'sqlite', path: join(folder, 'nowhere.db') },
      { engine: 'postgresql', socketFolder: '/nowhere', database: 'app' },
    ],
  })
  expect(made).toMatchObject({ incomplete: true, parts: [] })
  expect(made.snapshotId).not.toBeNull()
  expect(made.message).toContain('nowhere.db is not there')
  expect(made.message).toContain('no dump /dump-postgresql-app.dump')
  expect(ask('snapshots', '--json').toString()).not.toContain('postgresql-app')
}, 30_000)

test('PostgreSQL is dumped by its own tool while it runs, and the dump restores', async () => {
  const pg = startPostgres()
  try {
    pg.sql('postgres', 'create database shop')
    pg.sql('shop', 'create table orders(n int); insert into orders select generate_series(1, 500)')
    const made = await backUp({
      dumps: [{ engine: 'postgresql', database: 'shop', port: 5499, socketFolder: pg.socketFolder, user: pg.user }],
    })
    expect(made).toMatchObject({ message: 'backed up', incomplete: false })
    const [part] = made.parts
    const dump = ask('dump', part?.snapshotId ?? '', '/dump-postgresql-5499-shop.dump')
    expect(dump.subarray(0, 5).toString()).toBe('PGDMP')
    const file = join(pg.socketFolder, 'shop.dump')
    writeFileSync(file, dump, { mode: 0o644 })
    pg.sql('postgres', 'create database back')
    pg.run('pg_restore', '--dbname=back', file)
    expect(pg.sql('back', 'select sum(n) from orders').trim()).toBe('125250')
  } finally {
    pg.stop()
  }
}, 60_000)

test('a disk is read by its bytes, not by its path, and hashes to what went by', async () => {
  const content = Buffer.alloc(3 * 1024 * 1024)
  content.write('a boot sector', 0)
  content.write('the last sector', content.length - 512)
  writeFileSync(join(folder, 'disk'), content)
  const device = execFileSync('losetup', ['--find', '--show', '--read-only', join(folder, 'disk')])
    .toString()
    .trim()
  try {
    const made = await backUp({ paths: [], images: [{ device }] })
    const name = `/${device.slice('/dev/'.length)}.img`
    expect(made).toMatchObject({
      message: 'backed up',
      incomplete: false,
      paths: [name],
      parts: [],
      counts: { files: 1, bytes: content.length },
    })
    expect(ask('dump', made.snapshotId ?? '', name).equals(content)).toBe(true)
    expect(made.manifest).toMatchObject({
      candidates: 1,
      entries: [{ path: name, sha256: createHash('sha256').update(content).digest('hex') }],
    })
    const again = await backUp({ paths: [], images: [{ device }] })
    expect(again.counts.added).toBeLessThan(20_000)
  } finally {
    execFileSync('losetup', ['--detach', device])
  }
}, 30_000)

test('what is no disk is refused, and no restore point is made of a server that lacks one', async () => {
  const made = await backUp({ paths: [], images: [{ device: '/dev/null' }] })
  expect(made).toMatchObject({ snapshotId: null, manifest: null, message: 'the disk /dev/null could not be read: /dev/null is no disk' })
})

test('a program that is dumped never sees the repository’s password, and one that fails in the middle leaves nothing', async () => {
  const tools = join(folder, 'tools')
  mkdirSync(tools)
  writeFileSync(join(tools, 'mariadb-dump'), '#!/bin/sh\nenv; [ "$1" != x ] && echo half; exit $FAIL_WITH\n')
  chmodSync(join(tools, 'mariadb-dump'), 0o755)
  const path = process.env.PATH
  process.env.PATH = `${tools}:${path}`
  try {
    const made = await backUp({ dumps: [{ engine: 'mysql' }] })
    const text = ask('dump', made.parts[0]?.snapshotId ?? '', '/dump-mysql-all.sql').toString()
    expect(text).toContain('half')
    expect(text).not.toMatch(/RESTIC|secret/)
    writeFileSync(join(tools, 'mariadb-dump'), '#!/bin/sh\necho half; exit 2\n')
    const broken = await backUp({ dumps: [{ engine: 'mysql' }] })
    expect(broken).toMatchObject({ incomplete: true, parts: [] })
  } finally {
    process.env.PATH = path
  }
}, 30_000)

/** The distribution's own server, in a folder of its own; as root it runs as `nobody`, since PostgreSQL refuses root. */
function startPostgres() {
  const bin = requirePostgresql().binaries
  const user = process.getuid?.() === 0 ? 'nobody' : (process.env.USER ?? '')
  const socketFolder = mkdtempSync(join(tmpdir(), 'mainstay-pg-'))
  if (process.getuid?.() === 0) execFileSync('chown', [user, socketFolder])
  const as = (...command: string[]): string => {
    const [first = '', ...rest] = process.getuid?.() === 0 ? ['runuser', '-u', user, '--', ...command] : command
    return execFileSync(first, rest, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] }).toString()
  }
  const data = join(socketFolder, 'data')
  as(join(bin, 'initdb'), '--pgdata', data, '--auth=trust', '--no-sync', '--no-instructions')
  const options = `-c listen_addresses= -c unix_socket_directories=${socketFolder} -c port=5499 -c fsync=off`
  as(join(bin, 'pg_ctl'), '--pgdata', data, '--wait', '--log', join(socketFolder, 'log'), '--options', options, 'start')
  const where = ['--host', socketFolder, '--port', '5499']
  return {
    socketFolder,
    user,
    run: (tool: string, ...args: string[]) => as(join(bin, tool), ...where, ...args),
    sql: (database: string, text: string) =>
      as(join(bin, 'psql'), ...where, '--no-psqlrc', '--tuples-only', '--dbname', database, '--command', text),
    stop: () => {
      as(join(bin, 'pg_ctl'), '--pgdata', data, '--mode=immediate', 'stop')
      rmSync(socketFolder, { recursive: true, force: true })
    },
  }
}
