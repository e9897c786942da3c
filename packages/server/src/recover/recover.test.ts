import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RecoverResult } from '@mainstay/contract/recovery'
import { requireRestic } from '@mainstay/testing'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { pseudoRandom } from '../../test/recovery/restic-client.ts'
import { convert, formatOf } from './disk.ts'
import { recover } from './recover.ts'
import type { RecoverOptions } from './run.ts'
import { NOTE } from './target-folder.ts'

requireRestic()
const base = mkdtempSync(join(tmpdir(), 'mainstay-recover-test-'))
const repository = join(base, 'repository')
const data = join(base, 'data')
const MIB = 1024 * 1024
let to: string
let files: string
let disk: string

const restic = (...args: string[]): string =>
  execFileSync('restic', args, {
    env: { ...process.env, RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: 'secret', RESTIC_CACHE_DIR: join(base, 'cache') },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
const newest = (): string => JSON.parse(restic('snapshots', '--json', 'latest')).at(-1).id as string

beforeAll(() => {
  mkdirSync(join(data, 'deep'), { recursive: true })
  restic('init')
  // Each backup makes a pack of its own: a restore that is held back has some of them before the others.
  for (let n = 0; n < 6; n += 1) {
    writeFileSync(join(data, n % 2 ? 'deep' : '.', `file-${n}.bin`), pseudoRandom(`recover-${n}`, 300_000))
    if (n % 2) restic('backup', data)
  }
  files = newest()
  const image = join(base, 'disk.img')
  writeFileSync(image, pseudoRandom('disk', 2 * MIB))
  truncateSync(image, 16 * MIB)
  restic('backup', '--stdin-from-command', '--stdin-filename', 'disk.img', '--', 'cat', image)
  disk = newest()
})
afterAll(() => rmSync(base, { recursive: true, force: true }))
beforeEach(() => {
  to = mkdtempSync(join(base, 'to-'))
})
afterEach(() => rmSync(to, { recursive: true, force: true }))

function run(wanted: RecoverOptions['wanted'], more: Partial<RecoverOptions> = {}): Promise<RecoverResult> {
  return recover({
    repository,
    password: { kind: 'value', secret: 'secret' },
    restorePoint: wanted.kind === 'disk' ? disk : files,
    wanted,
    target: to,
    overwrite: false,
    manifest: [],
    workFolder: base,
    onProgress: () => {},
    signal: new AbortController().signal,
    ...more,
  })
}
const all = { kind: 'files', paths: [] } as const
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'no code',
  )
const sameAsData = (): void => {
  for (const name of ['file-0.bin', 'deep/file-1.bin', 'deep/file-5.bin'])
    expect(readFileSync(join(to, data, name)).equals(readFileSync(join(data, name)))).toBe(true)
}

test('everything comes back under the paths that it had, is read again, and no note is left', async () => {
  const result = await run(all)
  expect(result).toMatchObject({ outcome: 'done', files: 6, bytes: 1_800_000, verified: true, resumed: false, damaged: [] })
  sameAsData()
  expect(readdirSync(to)).not.toContain(NOTE)
})

test('one folder comes back by itself, and a path that is not there is named before anything is written', async () => {
  expect(await run({ kind: 'files', paths: [join(data, 'deep')] })).toMatchObject({ outcome: 'done', files: 3 })
  expect(existsSync(join(to, data, 'file-0.bin'))).toBe(false)
  const other = join(to, 'other')
  expect(await codeOf(run({ kind: 'files', paths: ['/nowhere'] }, { target: other }))).toBe('recovery.wanted.missing')
  expect(existsSync(other)).toBe(false)
})

test('a folder that is not empty is refused without --overwrite; with it what differs is put right', async () => {
  writeFileSync(join(to, 'mine'), 'mine')
  expect(await codeOf(run(all))).toBe('recovery.target.not-empty')
  mkdirSync(join(to, data), { recursive: true })
  writeFileSync(join(to, data, 'file-0.bin'), 'other')
  expect(await run(all, { overwrite: true })).toMatchObject({ outcome: 'done' })
  sameAsData()
  expect(readFileSync(join(to, 'mine'), 'utf8')).toBe('mine')
})

test('a link in the target that leads out of it is refused, and nothing is written behind it', async () => {
  const outside = mkdtempSync(join(base, 'outside-'))
  mkdirSync(join(to, base), { recursive: true })
  symlinkSync(outside, join(to, data))
  expect(await codeOf(run(all, { overwrite: true }))).toBe('recovery.target.escapes')
  expect(readdirSync(outside)).toEqual([])
})

test('what the agent hashed by itself is compared too', async () => {
  const path = join(data, 'file-0.bin')
  const entry = { path, size: 300_000, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') }
  expect(await run(all, { manifest: [entry] })).toMatchObject({ outcome: 'done', verified: true })
  rmSync(to, { recursive: true })
  const other = await run(all, { manifest: [{ ...entry, sha256: 'ab'.repeat(32) }] })
  expect(other).toMatchObject({ outcome: 'failed', verified: false, reasons: [{ code: 'recovery.sample.mismatch' }] })
})

test('a damaged pack: its file is named and set aside, the others are there', async () => {
  const broken = join(base, 'broken')
  execFileSync('cp', ['-a', repository, broken])
  // A file of its own in a pack of its own, so that one is hit and the others are not.
  const env = { ...process.env, RESTIC_REPOSITORY: broken, RESTIC_PASSWORD: 'secret', RESTIC_CACHE_DIR: join(base, 'cache-broken') }
  const before = new Set(packsOf(broken))
  writeFileSync(join(data, 'late.bin'), pseudoRandom('late', 400_000))
  execFileSync('restic', ['backup', data], { env, stdio: 'ignore' })
  rmSync(join(data, 'late.bin'))
  const [pack] = packsOf(broken)
    .filter((path) => !before.has(path))
    .sort((a, b) => statSync(b).size - statSync(a).size)
  if (pack === undefined) throw new Error('no pack was added')
  const bytes = readFileSync(pack)
  bytes[1000] = (bytes[1000] ?? 0) ^ 1
  rmSync(pack)
  writeFileSync(pack, bytes)
  const result = await run(all, { repository: broken, restorePoint: 'latest' })
  expect(result).toMatchObject({ outcome: 'partial', damaged: [{ path: join(data, 'late.bin') }] })
  sameAsData()
  expect(existsSync(join(to, data, 'late.bin'))).toBe(false)
})

const packsOf = (folder: string): string[] =>
  readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

test('killed half way, the same command goes on: what is there whole is not fetched again, and no restic writes beside it', async () => {
  const child = startSlow()
  const isThere = (): boolean =>
    readdirSync(to, { recursive: true }).some((name) => String(name).endsWith('.bin') && statSync(join(to, String(name))).blocks >= 580)
  for (let tries = 0; !isThere() && tries < 600; tries += 1) await sleep(25)
  child.kill('SIGKILL')
  expect(readdirSync(to)).toContain(NOTE)
  expect(await codeOf(run({ kind: 'files', paths: [join(data, 'deep')] }))).toBe('recovery.target.other-recovery')
  const result = await run(all)
  expect(result).toMatchObject({ outcome: 'done', resumed: true, verified: true })
  expect(result.skippedBytes).toBeGreaterThanOrEqual(300_000)
  expect(result.skippedBytes).toBeLessThan(1_800_000)
  sameAsData()
  expect(readdirSync(to)).not.toContain(NOTE)
})

/** Ours in a process of its own, its restic held to a few hundred KiB a second. */
function startSlow(): ChildProcess {
  const options = {
    repository,
    password: { kind: 'value', secret: 'secret' },
    restorePoint: files,
    wanted: all,
    target: to,
    overwrite: false,
    manifest: [],
    workFolder: base,
    binary: slowRestic(),
  }
  const program = `import { recover } from ${JSON.stringify(join(import.meta.dirname, 'recover.ts'))}
await recover({ ...${JSON.stringify(options)}, onProgress() {}, signal: new AbortController().signal })`
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore', cwd: import.meta.dirname })
}

function slowRestic(): string {
  const path = join(base, 'slow-restic')
  writeFileSync(path, '#!/bin/sh\nexec restic --limit-download 250 -o local.connections=1 "$@"\n', { mode: 0o755 })
  return path
}

test('stopped by a person it says so and keeps what there is', async () => {
  const stopping = new AbortController()
  const running = run(all, { signal: stopping.signal, binary: slowRestic(), onProgress: () => stopping.abort() })
  expect(await running).toMatchObject({ outcome: 'stopped' })
  expect(await run(all)).toMatchObject({ outcome: 'done', resumed: true })
})

test.each([
  ['disk.qcow2', 'qcow2'],
  ['disk.img', 'raw'],
])('a whole disk becomes %s, the same to the last byte', async (name, format) => {
  const target = join(to, name)
  const wanted = { kind: 'disk', name: null, format: null } as const
  expect(await run(wanted, { target })).toMatchObject({ outcome: 'done', bytes: 16 * MIB, verified: true })
  execFileSync('qemu-img', ['compare', '-f', 'raw', '-F', format, join(base, 'disk.img'), target])
  expect(readdirSync(to)).toEqual([name])
  expect(await codeOf(run(wanted, { target }))).toBe('recovery.target.exists')
})

test.each(['vhdx', 'vmdk'] as const)('and %s', async (format) => {
  const [raw, target] = [join(to, 'raw'), join(to, 'whole')]
  copyFileSync(join(base, 'disk.img'), raw)
  expect(await convert({ target, signal: new AbortController().signal, onProgress: () => {} }, raw, format)).toBeNull()
  execFileSync('qemu-img', ['compare', '-f', 'raw', '-F', format, raw, target])
})

test.each([
  ['/a/b.QCOW2', 'qcow2'],
  ['b.vhdx', 'vhdx'],
  ['b.vmdk', 'vmdk'],
  ['b.img', 'raw'],
  ['b', 'raw'],
])('the name %s asks for %s', (name, format) => {
  expect(formatOf(name)).toBe(format)
})

test('a restore point of files has no disk to give', async () => {
  expect(await codeOf(run({ kind: 'disk', name: null, format: null }, { restorePoint: files, target: join(to, 'x.img') }))).toBe(
    'recovery.wanted.no-disk',
  )
})

test('the dump of a database that was backed up with the files becomes a file', async () => {
  const run1 = ['--tag', 'mainstay-run=one', '--host', 'db']
  restic('backup', ...run1, data)
  const point = newest()
  restic('backup', ...run1, '--stdin-from-command', '--stdin-filename', 'dump-sqlite-orders.db', '--', 'printf', 'orders')
  const target = join(to, 'orders.db')
  expect(await run({ kind: 'database', name: null }, { restorePoint: point, target })).toMatchObject({ outcome: 'done', verified: true })
  expect(readFileSync(target, 'utf8')).toBe('orders')
  const which = run({ kind: 'database', name: 'other' }, { restorePoint: point, target: join(to, 'y') })
  expect(await codeOf(which)).toBe('recovery.wanted.which')
})
