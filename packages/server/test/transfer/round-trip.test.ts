import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { AppError, newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createJobs } from '../../src/platform/jobs/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { runExport, runImport } from '../../src/platform/transfer/index.ts'
import { type Postgres15, startPostgres15 } from '../postgres-15.ts'
import { asSuperuser, contents, fill, type Installation, installation, open, pendingJob } from './installation.ts'

let work: string
let postgres15: Postgres15
let source: Installation
let exported: string
let clients: [string, string]
let before: Record<string, string>
const made: Installation[] = []
const now = new Date('2026-11-24T12:00:00Z')

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'mainstay-export-'))
  postgres15 = await startPostgres15({ durable: false })
  source = fresh()
  clients = await fill(source)
  before = await contents(source)
  mkdirSync(join(source.dataFolder, 'repositories', 'some-device'), { recursive: true })
  exported = join(work, 'first')
  await runExport({ ...source.place, folder: exported, clientId: null, now })
})
afterAll(async () => {
  await postgres15.stop()
  for (const one of made) one.remove()
  rmSync(work, { recursive: true })
})

function fresh(o: Parameters<typeof installation>[0] = {}): Installation {
  const one = installation(o)
  made.push(one)
  return one
}

test('from embedded to PostgreSQL 15 and back to embedded, every row of every table is the same', async () => {
  expect(Object.keys(before).length).toBeGreaterThan(40)
  const all = await contents(source, 'all')
  expect(Object.entries(all).filter(([table, digest]) => table.startsWith('public.') && digest.startsWith('0 ')).length).toBeLessThan(8)
  const middle = fresh({ keyFrom: source, databaseUrl: postgres15.url('moved') })
  const summary = await runImport({ ...middle.place, folder: exported })
  expect(summary.repositories).toEqual(['some-device'])
  expect(await contents(middle)).toEqual(before)
  const again = join(work, 'second')
  await runExport({ ...middle.place, folder: again, clientId: null, now })
  const end = fresh({ keyFrom: source })
  await runImport({ ...end.place, folder: again })
  expect(await contents(end)).toEqual(before)
  // The walls stand again, and what was still to be done is done there.
  const running = await open(end)
  const done: string[] = []
  const jobs = createJobs({ pool: running.database.pool('jobs'), log: silentLog() })
  await jobs.start([pendingJob(async (text) => void done.push(text))], { work: true })
  await expect.poll(() => done, { timeout: 15_000 }).toEqual(['still to be done, "quoted"\n'])
  await jobs.stop()
  await running.stop()
  const unforced = await asSuperuser(
    end,
    async (client) =>
      (
        await client.query(
          "select relname from pg_class where relrowsecurity and not relforcerowsecurity and relnamespace = 'public'::regnamespace",
        )
      ).rows,
  )
  expect(unforced).toEqual([])
})

test('the folder can be checked and read without us, holds no master key, and is for its owner alone', () => {
  const check = spawnSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: exported, encoding: 'utf8' })
  expect(check).toMatchObject({ status: 0, stdout: '' })
  const sites = gunzipSync(readFileSync(join(exported, 'tables/public.clients_site.csv.gz'))).toString()
  expect(sites.split('\n', 1)[0]).toBe('client_id,id,name,created_at')
  const key = readFileSync(join(source.dataFolder, 'master.key'), 'utf8').trim()
  for (const file of readdirSync(exported, { recursive: true, encoding: 'utf8' })) {
    const path = join(exported, file)
    expect([file, statSync(path).mode & 0o077]).toEqual([file, 0])
    if (statSync(path).isFile()) expect(readFileSync(path).includes(key)).toBe(false)
  }
})

test('sessions, what is good for one use, and what is of one instance stay behind; a token that was used is a record and travels', async () => {
  const [row] = await asSuperuser(source, async (client) => {
    const counts = [
      'identity_auth."session"',
      'identity_auth.verification',
      'identity_auth.challenge',
      'monitoring_lease',
      'identity_invitation',
      'identity_setup',
    ]
    return (await client.query(`select ${counts.map((table, n) => `(select count(*) from ${table})::int as c${n}`).join(', ')}`)).rows
  })
  // They are there, so that leaving them out is seen.
  expect(Object.values(row as Record<string, number>).every((count) => count > 0)).toBe(true)
  const rowsOf = (table: string): string[] =>
    gunzipSync(readFileSync(join(exported, `tables/${table}.csv.gz`)))
      .toString()
      .trim()
      .split('\n')
      .slice(1)
  for (const table of [
    'identity_auth.session',
    'identity_auth.verification',
    'identity_auth.challenge',
    'public.identity_invitation',
    'public.identity_setup',
  ])
    expect([table, rowsOf(table)]).toEqual([table, []])
  expect(rowsOf('public.monitoring_lease')).toEqual([])
  const tokens = rowsOf('public.trust_enrolment_token')
  expect(tokens.some((text) => text.includes('hash of a used one'))).toBe(true)
  expect(tokens.some((text) => text.includes('hash of a live one'))).toBe(false)
  const everything = readdirSync(join(exported, 'tables')).map((file) =>
    gunzipSync(readFileSync(join(exported, 'tables', file))).toString(),
  )
  for (const secret of ['a session of Ada', 'a code of Ada', 'a question to Ada'])
    expect(everything.some((text) => text.includes(secret))).toBe(false)
  // What people made to last is there.
  expect(rowsOf('identity_auth.user')).toHaveLength(1)
  expect(rowsOf('public.identity_token').length).toBeGreaterThan(0)
})

test('an export while the server runs is of one moment, and one client’s holds no other’s rows', async () => {
  const running = await open(source)
  const folder = join(work, 'one-client')
  await runExport({ ...source.place, folder, clientId: clients[0], now })
  await running.stop()
  const everything = readdirSync(join(folder, 'tables')).map((file) => gunzipSync(readFileSync(join(folder, 'tables', file))).toString())
  expect(everything.some((text) => text.includes(clients[0]))).toBe(true)
  expect(everything.some((text) => text.includes(clients[1]))).toBe(false)
  const target = fresh({ keyFrom: source })
  await expect(runImport({ ...target.place, folder })).rejects.toThrow(/holds one client only/)
  await expect(runExport({ ...source.place, folder: join(work, 'nobody'), clientId: newId(), now })).rejects.toThrow(/There is no client/)
  await expect(runExport({ ...source.place, folder, clientId: null, now })).rejects.toThrow(/is there already/)
})

/** What can happen to a folder on its way, and the file that the refusal names. */
const DAMAGES: [string, (folder: string) => void, RegExp][] = [
  ['a flipped bit', (folder) => flip(join(folder, 'tables/public.clients_client.csv.gz')), /clients_client\.csv\.gz is damaged/],
  [
    'a table cut short',
    (folder) => truncateSync(join(folder, 'tables/public.monitoring_head.csv.gz'), 40),
    /monitoring_head\.csv\.gz is damaged/,
  ],
  [
    'a table that is missing',
    (folder) => rmSync(join(folder, 'tables/public.clients_site.csv.gz')),
    /clients_site\.csv\.gz is damaged.*ENOENT/,
  ],
  ['a changed manifest', (folder) => appendFileSync(join(folder, 'manifest.json'), ' '), /manifest\.json is damaged/],
  ['an export that never ended', (folder) => rmSync(join(folder, 'SHA256SUMS')), /is not a whole export.*no SHA256SUMS/],
  ['check sums cut short', (folder) => truncateSync(join(folder, 'SHA256SUMS'), 200), /SHA256SUMS is damaged/],
  [
    'a file that does not belong',
    (folder) => writeFileSync(join(folder, 'tables/more.csv.gz'), ''),
    /is not a whole export.*more\.csv\.gz/,
  ],
  [
    'a newer format',
    (folder) => rewrite(folder, (m) => ({ ...m, format: 2 })),
    /written by a newer Mainstay \(format 2, this one reads 1\)/,
  ],
  [
    'a migration of a newer version',
    (folder) => rewrite(folder, (m) => ({ ...m, migrations: [...m.migrations, '29990101000000-later'] })),
    /newer Mainstay \(this one does not know the migration 29990101000000-later/,
  ],
  [
    'a table that names a file elsewhere',
    (folder) => rewrite(folder, (m) => ({ ...m, tables: m.tables.map((t) => ({ ...t, file: '../x' })) })),
    /manifest\.json is damaged/,
  ],
  [
    'a table left out with its check sum in order',
    (folder) => rewrite(folder, (m) => ({ ...m, tables: m.tables.slice(1) })),
    /manifest\.json is damaged: the table \S+ is missing/,
  ],
  [
    'rows left out with their check sum in order',
    (folder) => rewrite(folder, (m) => ({ ...m, tables: m.tables.map((t) => ({ ...t, rows: t.rows + 1 })) })),
    /rows, and the manifest says/,
  ],
]

test.each(DAMAGES)('%s is refused by name, and nothing is half-imported', async (_, damage, message) => {
  const folder = join(work, 'damaged')
  rmSync(folder, { recursive: true, force: true })
  cpSync(exported, folder, { recursive: true })
  damage(folder)
  const target = fresh({ keyFrom: source, databaseUrl: postgres15.url(`d${newId().slice(-12)}`) })
  const refused = await runImport({ ...target.place, folder }).then(
    () => null,
    (error: unknown) => error,
  )
  expect(refused).toBeInstanceOf(AppError)
  expect(String(refused)).toMatch(message)
  expect(await rowsIn(target)).toBe(0)
})

test('a target with anything in it, and a key that is missing or another, are refused; the target stays as it was', async () => {
  await expect(runImport({ ...source.place, folder: exported })).rejects.toThrow(/is not empty \(\S+ has rows\)/)
  expect(await contents(source)).toEqual(before)
  const noKey = fresh()
  await expect(runImport({ ...noKey.place, folder: exported })).rejects.toThrow(/Put that file at .*master\.key/)
  writeFileSync(join(noKey.dataFolder, 'master.key'), Buffer.alloc(32, 9).toString('base64url'), { mode: 0o600 })
  await expect(runImport({ ...noKey.place, folder: exported })).rejects.toThrow(/master\.key is not the one that wraps/)
  expect(existsSync(join(noKey.dataFolder, 'database'))).toBe(false)
  await expect(runExport({ ...fresh().place, folder: join(work, 'none'), clientId: null, now })).rejects.toThrow(/There is no database in/)
})

async function rowsIn(one: Installation): Promise<number> {
  return asSuperuser(one, async (client) => {
    const { rows } = await client.query<{ table: string }>(
      "select quote_ident(schemaname) || '.' || quote_ident(tablename) as table from pg_tables where schemaname in ('public', 'identity_auth') and tablename not like 'platform_%' and tablename <> 'audit_head'",
    )
    let count = 0
    for (const { table } of rows) count += (await client.query(`select from ${table} limit 1`)).rowCount ?? 0
    return count
  }).catch((error: { code?: string }) => {
    // The database was not even made.
    if (error.code === '3D000') return 0
    throw error
  })
}

function flip(path: string): void {
  const bytes = readFileSync(path)
  const at = Math.floor(bytes.length / 2)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

type Manifest = { migrations: string[]; tables: { file: string; rows: number }[] }

/** With the check sums made right again: what a person could do who edits an export. */
function rewrite(folder: string, change: (manifest: Manifest) => unknown): void {
  const path = join(folder, 'manifest.json')
  const text = JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Manifest))
  writeFileSync(path, text)
  const sums = join(folder, 'SHA256SUMS')
  const sum = createHash('sha256').update(text).digest('hex')
  writeFileSync(sums, readFileSync(sums, 'utf8').replace(/^.*manifest\.json$/m, `${sum}  manifest.json`))
}
