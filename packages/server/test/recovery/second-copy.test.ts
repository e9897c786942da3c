import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CopyDeviceReport } from '@mainstay/contract/recovery'
import { AppError, type Id, newId } from '@mainstay/kernel'
import { journalPath } from '../../src/second-copy/pull.ts'
import { readJournal } from '../../src/second-copy/journal.ts'
import { copyRound } from '../../src/second-copy/round.ts'
import { newCopyKey, openSealed } from '../../src/second-copy/sealed.ts'
import { httpSource } from '../../src/second-copy/source.ts'
import { viewBefore } from '../../src/second-copy/view.ts'
import type { Actor } from '../../src/platform/auth/index.ts'
import { type Authenticate, createHttp } from '../../src/platform/http/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { copyRoutes } from '../../src/slices/recovery/copies/routes.ts'
import { createCopiesService } from '../../src/slices/recovery/copies/service.ts'
import { createFolderStorage } from '../../src/repository/index.ts'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { PASSWORD, pseudoRandom, RESTIC, type ResticClient, resticClient } from './restic-client.ts'

const DAY_MS = 86_400_000
const base = mkdtempSync(join(tmpdir(), 'second-copy-'))
const never = new AbortController().signal
const token: Actor = { kind: 'token', id: newId(), name: 'copy', permissions: new Set(['recovery.copy']), clients: 'all' }
const owner: Actor = { kind: 'staff', id: newId(), name: 'Olga', permissions: new Set(['recovery.copy']), clients: 'all' }
const copyKey = newCopyKey()
const copy = join(base, 'copy')
const copyTemplate = join(base, 'copy-template')
const began = Date.now()

let db: TestDatabase
let app: FastifyInstance
let server: string
let template: string
let device: { clientId: Id; deviceId: Id }
let first: string
let now: number
let restic: ResticClient

const data = join(base, 'data')
function write(day: number): void {
  mkdirSync(data, { recursive: true })
  for (let n = 0; n < 8; n += 1) writeFileSync(join(data, `file-${n}`), pseudoRandom(n < 4 ? `same-${n}` : `day-${day}-${n}`, 60_000))
}

beforeAll(async () => {
  db = await openTestDatabase()
  const repositories = join(base, 'first')
  const service = createCopiesService({
    database: db.database,
    clock: { now: () => new Date() },
    storage: createFolderStorage({ root: repositories }),
    repositoryOf: async () => ({ key: PASSWORD }),
  })
  const session: Authenticate = async (request) => {
    if (request.headers.authorization !== 'Bearer copy-token') throw new AppError('platform.unauthenticated')
    return token
  }
  const none = async (): Promise<Actor> => {
    throw new AppError('platform.unauthenticated')
  }
  app = await createHttp({ log: silentLog(), authenticators: { session, agent: none, signer: none }, tls: null })
  copyRoutes(app, service)
  server = await app.listen({ host: '127.0.0.1', port: 0 })
  await service.add(owner, { name: 'Cellar', publicKey: copyKey.publicKey })
  template = join(base, 'template')
  const made = resticClient({ RESTIC_REPOSITORY: template })
  await made.ok('init')
  write(1)
  await made.ok('backup', '--quiet', '--host', 'srv', data)
  device = { clientId: newId(), deviceId: newId() }
  const { clientId, deviceId } = device
  const site = newId()
  await db.superuser('insert into clients_client values ($1, $2, $3, now())', [clientId, 'Acme', 'UTC'])
  await db.superuser('insert into clients_site values ($1, $2, $3, now())', [clientId, site, 'Main'])
  await db.superuser(
    `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at) values ($1, $2, $3, 'srv', 'linux', 'x64', '1', $4, now())`,
    [clientId, deviceId, site, Buffer.alloc(32)],
  )
  first = join(repositories, deviceId)
  cpSync(template, first, { recursive: true })
  restic = resticClient({ RESTIC_REPOSITORY: first })
  now = began
  expect(await round()).toMatchObject({ complete: true, restorePoints: 1, findings: [], proof: { verdict: 'passed', level: 'L1' } })
  cpSync(copy, copyTemplate, { recursive: true })
})
afterAll(async () => {
  await app.close()
  await db.drop()
  rmSync(base, { recursive: true, force: true })
})

/** The copy has pulled and proven the first day's restore point: each attack begins there. */
beforeEach(() => {
  now = began
  for (const [from, to] of [
    [template, first],
    [copyTemplate, copy],
  ] as const) {
    rmSync(to, { recursive: true, force: true })
    cpSync(from, to, { recursive: true })
  }
})

async function round(): Promise<CopyDeviceReport> {
  const { devices, added } = await copyRound({
    source: httpSource({ server, token: 'copy-token', signal: never }),
    storage: createFolderStorage({ root: join(copy, 'repositories') }),
    folder: copy,
    copyKey,
    restic: RESTIC,
    now: () => now,
    noticeDays: 7,
    keepDays: 30,
    signal: never,
  })
  expect(added).toBe(true)
  const mine = devices.find(({ deviceId }) => deviceId === device.deviceId)
  if (mine === undefined) throw new Error('this device was not copied')
  return mine
}

async function nextDay(): Promise<void> {
  now += DAY_MS
  write(2)
  await restic.ok('backup', '--quiet', '--host', 'srv', data)
}

/** From the copy alone: the first server is not asked. */
async function copyRestores(repository = join(copy, 'repositories', device.deviceId), day = 1): Promise<void> {
  const password = openSealed(copyKey.privateKey, readFileSync(join(copy, 'sealed', device.deviceId), 'utf8'))
  const there = resticClient({ RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: password })
  const oldest = JSON.parse(await there.ok('snapshots', '--json', '--no-lock'))[day - 1] as { id: string }
  const out = mkdtempSync(join(base, 'restored-'))
  await there.ok('restore', '--no-lock', oldest.id, '--target', out)
  for (let n = 4; n < 8; n += 1)
    expect(readFileSync(join(out, data, `file-${n}`)).equals(pseudoRandom(`day-${day}-${n}`, 60_000))).toBe(true)
}

const said = (report: CopyDeviceReport) => report.findings.map(({ kind }) => kind)
const packs = () => readdirSync(join(first, 'data'), { recursive: true, encoding: 'utf8' }).filter((path) => path.length > 60)

test('the whole first server in the hands of an attacker, who deletes everything: noticed, named, and the copy restores', async () => {
  for (const folder of ['data', 'index', 'snapshots', 'keys']) {
    rmSync(join(first, folder), { recursive: true })
    mkdirSync(join(first, folder))
  }
  const report = await round()
  expect(said(report)).toEqual(['restore-points-gone', 'packs-gone', 'index-rewritten'])
  // Long after every delay, with the finding still open, all is there.
  now += 400 * DAY_MS
  expect(await round()).toMatchObject({ restorePoints: 1, findings: [{}, {}, {}] })
  await copyRestores()
})

test('junk snapshots by a stolen agent: noticed, named, and the good points are kept', async () => {
  now += DAY_MS
  for (let n = 1; n < 8; n += 1) rmSync(join(data, `file-${n}`))
  await restic.ok('backup', '--quiet', '--host', 'srv', '--time', '2020-01-01 00:00:00', data)
  await restic.ok('backup', '--quiet', '--host', 'srv', '--time', '2031-01-01 00:00:00', data)
  const report = await round()
  expect(said(report)).toEqual(['junk-restore-points'])
  expect(report.findings[0]?.text).toMatch(/^2 new restore points .*dated before.*in the future/)
  expect(report.restorePoints).toBe(3)
  const before = join(copy, 'before')
  const journal = await readJournal(journalPath(copy, device.deviceId))
  if (journal === null) throw new Error('no journal')
  expect(await viewBefore({ repository: join(copy, 'repositories', device.deviceId), journal, before: now, out: before })).toBe(1)
  await copyRestores(before)
})

test('a rewritten index: noticed, named, and the good points are kept', async () => {
  const [index = ''] = readdirSync(join(first, 'index'))
  const old = readFileSync(join(first, 'index', index))
  await restic.ok('repair', 'index', '--read-all-packs')
  // What repair writes is an index like another; that the old one went is the sign.
  rmSync(join(first, 'index', index), { force: true })
  const report = await round()
  expect(said(report)).toEqual(['index-rewritten'])
  expect(readFileSync(join(copy, 'repositories', device.deviceId, 'index', index)).equals(old)).toBe(true)
  await copyRestores()
})

test('deleted packs: noticed, named, and the good points are kept', async () => {
  const [pack = ''] = packs()
  rmSync(join(first, 'data', pack))
  const report = await round()
  expect(said(report)).toEqual(['packs-gone'])
  expect(report.findings[0]?.text).toContain(pack.slice(3, 11))
  await copyRestores()
})

test('truncated packs, known ones and new ones: noticed, named, not taken, and the good points are kept', async () => {
  const before = new Set(packs())
  const [known = ''] = before
  truncateSync(join(first, 'data', known), 100)
  await nextDay()
  const fresh = packs().find((path) => !before.has(path)) ?? ''
  appendFileSync(join(first, 'data', fresh), 'x')
  const report = await round()
  expect(said(report)).toEqual(['file-damaged'])
  expect(report.findings[0]?.text).toContain(known.slice(3))
  expect(report.complete).toBe(false)
  expect(existsSync(join(copy, 'repositories', device.deviceId, 'data', fresh))).toBe(false)
  await copyRestores()
})

test('a replayed old repository: noticed, named, and what came since is kept', async () => {
  await nextDay()
  expect(await round()).toMatchObject({ restorePoints: 2, findings: [] })
  rmSync(first, { recursive: true })
  cpSync(template, first, { recursive: true })
  now += DAY_MS
  const report = await round()
  expect(said(report)).toEqual(['old-repository'])
  expect(report.restorePoints).toBe(2)
  await copyRestores(undefined, 2)
})

test('another repository in its place: noticed, named, and nothing of it is taken', async () => {
  rmSync(first, { recursive: true })
  await restic.ok('init')
  const report = await round()
  expect(said(report)).toEqual(['other-repository'])
  expect(readdirSync(join(copy, 'repositories', device.deviceId, 'keys'))).toHaveLength(1)
  await copyRestores()
})
