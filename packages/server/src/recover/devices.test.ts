import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecoverResult } from '@mainstay/contract/recovery'
import { requireRestic } from '@mainstay/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pseudoRandom } from '../../test/recovery/restic-client.ts'
import { recover } from './recover.ts'
import type { RecoverOptions } from './run.ts'

requireRestic()
const base = mkdtempSync(join(tmpdir(), 'mainstay-recover-devices-'))
const repository = join(base, 'repository')
const image = join(base, 'disk.img')
const MIB = 1024 * 1024
const tool = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
const restic = (...args: string[]): void =>
  void execFileSync('restic', args, {
    env: { ...process.env, RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: 'secret', RESTIC_CACHE_DIR: join(base, 'cache') },
    stdio: 'ignore',
  })
const undo: (() => void)[] = []

beforeAll(() => {
  if (process.getuid?.() !== 0) throw new Error('this test writes to loop devices and needs root: run npm test as root')
  writeFileSync(image, pseudoRandom('disk', 3 * MIB))
  truncateSync(image, 8 * MIB)
  mkdirSync(join(base, 'data'))
  for (let n = 0; n < 8; n += 1) writeFileSync(join(base, 'data', `${n}.bin`), pseudoRandom(`n${n}`, 50_000))
  restic('init')
  restic('backup', join(base, 'data'))
  restic('backup', '--stdin-from-command', '--stdin-filename', 'disk.img', '--', 'cat', image)
})
afterAll(() => {
  for (const step of undo.reverse()) step()
  rmSync(base, { recursive: true, force: true })
})

function loop(bytes: number): string {
  const file = join(base, `loop-${undo.length}`)
  // Old data everywhere: what is empty in the disk must come to be empty here.
  writeFileSync(file, Buffer.alloc(bytes, 0x5a))
  const device = tool('losetup', '--find', '--show', file)
  undo.push(() => void tool('losetup', '--detach', device))
  return device
}

function tmpfs(options: string): string {
  const folder = mkdtempSync(join(base, 'tmpfs-'))
  tool('mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder)
  undo.push(() => void tool('umount', folder))
  return folder
}

function run(wanted: RecoverOptions['wanted'], target: string, more: Partial<RecoverOptions> = {}): Promise<RecoverResult> {
  return recover({
    repository,
    password: { kind: 'value', secret: 'secret' },
    restorePoint: 'latest',
    wanted,
    target,
    overwrite: true,
    manifest: [],
    workFolder: base,
    onProgress: () => {},
    signal: new AbortController().signal,
    ...more,
  })
}
const DISK = { kind: 'disk', name: null, format: null } as const
const errorOf = (work: Promise<unknown>): Promise<{ code?: string; message?: string }> =>
  work.then(
    () => ({}),
    (error: object) => error,
  )

test('a disk comes back on a device, only by --overwrite; a second time nothing needs to be written', async () => {
  const device = loop(9 * MIB)
  expect(await errorOf(run(DISK, device, { overwrite: false }))).toMatchObject({ code: 'recovery.target.exists' })
  expect(await run(DISK, device)).toMatchObject({ outcome: 'done', bytes: 8 * MIB, skippedBytes: 0, verified: true })
  const there = readFileSync(device)
  expect(there.subarray(0, 8 * MIB).equals(readFileSync(image))).toBe(true)
  expect(there[8 * MIB]).toBe(0x5a)
  expect(await run(DISK, device)).toMatchObject({ outcome: 'done', resumed: true, skippedBytes: 8 * MIB })
})

test('a device that is mounted, or too small, is refused untouched', async () => {
  const device = loop(16 * MIB)
  tool('mke2fs', '-q', '-F', device)
  const at = mkdtempSync(join(base, 'mounted-'))
  tool('mount', device, at)
  const error = await errorOf(run(DISK, device))
  tool('umount', at)
  expect(error).toMatchObject({ code: 'recovery.target.mounted', message: expect.stringContaining(`mounted at ${at}`) })
  expect(await errorOf(run(DISK, loop(4 * MIB)))).toMatchObject({ code: 'recovery.target.too-small' })
})

test('without room nothing is begun; a disk that becomes full is said, and more room lets it go on', async () => {
  const files = { kind: 'files', paths: [join(base, 'data')] } as const
  const point = { restorePoint: pointOfFiles(), overwrite: false }
  expect(await errorOf(run(files, join(tmpfs('size=300k'), 'to'), point))).toMatchObject({ code: 'recovery.target.no-room' })
  // Room in bytes, and in names only for a few: it becomes full on the way.
  const folder = tmpfs('size=8m,nr_inodes=12')
  const target = join(folder, 'to')
  expect(await run(files, target, point)).toMatchObject({ outcome: 'stopped', reasons: [{ code: 'recovery.target.room-ended' }] })
  tool('mount', '-o', 'remount,nr_inodes=100', folder)
  expect(await run(files, target, point)).toMatchObject({ outcome: 'done', resumed: true, files: 8, verified: true })
})

function pointOfFiles(): string {
  const env = { ...process.env, RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: 'secret', RESTIC_CACHE_DIR: join(base, 'cache') }
  const all = JSON.parse(execFileSync('restic', ['snapshots', '--json'], { env, encoding: 'utf8' })) as { id: string; paths: string[] }[]
  return all.find(({ paths }) => paths[0] !== '/disk.img')?.id ?? ''
}
