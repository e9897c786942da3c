/** Backup and restore through our REST server against restic on a local folder, same data; the server's memory under four backups at once; and instant start against restoring first. */
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { createHash, randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@mainstay/kernel'
import { makeDiskImage } from '@mainstay/testing'
import { prove } from '../src/prove/engine.ts'
import { repositoryUrl } from '../test/recovery/rest-server.ts'

const base = mkdtempSync(join(tmpdir(), 'bench-recovery-'))
const MIB = 1024 * 1024
const ROUNDS = 3

try {
  for (const n of [0, 1, 2, 3]) writeData(join(base, `data-${n}`), String(n), 100)
  writeData(join(base, 'data'), 'one', 400)
  const root = join(base, 'served')
  mkdirSync(root)
  const server = await startServer(root)
  const idle = memoryOf(server.pid)
  const ratios = { backup: [] as number[], restore: [] as number[] }
  for (let round = 0; round < ROUNDS; round += 1) {
    const local = timed(join(base, `local-${round}`), join(base, 'data'))
    const served = timed(repositoryUrl(server.port, newId()), join(base, 'data'))
    ratios.backup.push(served.backup / local.backup)
    ratios.restore.push(served.restore / local.restore)
  }
  for (const what of ['backup', 'restore'] as const) {
    const value = median(ratios[what])
    print(`restic ${what} of 400 MiB through the REST server, against a local folder`, value, 'ratio', '<= 1.10', value <= 1.1)
  }
  await Promise.all([0, 1, 2, 3].map((n) => backup(repositoryUrl(server.port, newId()), join(base, `data-${n}`))))
  const above = memoryOf(server.pid) - idle
  print('memory of the REST server above idle, peak, 4 backups at once', above, 'MiB', '<= 150', above <= 150)
  server.stop()
  await instantStart()
} finally {
  rmSync(base, { recursive: true, force: true })
}

/** The same image twice: over the mounted repository, and with a restic that does not mount, so that it is restored first. */
async function instantStart(): Promise<void> {
  const image = join(base, 'server.img')
  makeDiskImage(image, { mebibytes: 3072 })
  const file = openSync(image, 'r+')
  // Content that restic has to bring, beyond the partitions.
  for (let n = 0; n < 400; n += 1) writeSync(file, randomBytes(4 * MIB), 0, 4 * MIB, (100 + n * 4) * MIB)
  closeSync(file)
  const repository = join(base, 'images')
  restic(repository, 'init')
  restic(repository, 'backup', '--stdin-from-command', '--stdin-filename', 'server.img', '--', 'cat', image)
  const mountless = join(base, 'restic-without-mount')
  writeFileSync(mountless, '#!/bin/sh\nfor word in "$@"; do [ "$word" = mount ] && exit 1; done\nexec restic "$@"\n', { mode: 0o755 })
  const seconds = async (binary: string, ...steps: string[]): Promise<number> => {
    const { timings, levels } = await prove({
      repository,
      password: { kind: 'value', secret: 'bench' },
      restorePoint: 'latest',
      asked: 'L3',
      manifest: null,
      checks: [],
      timeoutSeconds: 600,
      workFolder: join(base, 'work'),
      receivedAt: null,
      memoryMiB: 256,
      binary,
    })
    if (levels.find(({ level }) => level === 'L3')?.verdict !== 'passed') throw new Error(`it did not start: ${JSON.stringify(levels)}`)
    return steps.reduce((sum, step) => sum + (timings[step] ?? 0), 0)
  }
  const instant = await seconds('restic', 'mount', 'boot')
  const first = await seconds(mountless, 'extract', 'boot')
  print('image of 3 GiB to its login prompt, over the mounted repository', instant, 's', 'less than restored first', instant < first)
  print('image of 3 GiB to its login prompt, restored first', first, 's', 'for comparison', true)
}

function print(name: string, value: number, unit: string, target: string, met: boolean): void {
  process.stdout.write(`${JSON.stringify({ name, value, unit, target, met })}\n`)
}

function timed(repository: string, data: string): { backup: number; restore: number } {
  restic(repository, 'init')
  const target = mkdtempSync(join(base, 'target-'))
  const [backupSeconds, restoreSeconds] = [restic(repository, 'backup', data), restic(repository, 'restore', 'latest', '--target', target)]
  rmSync(target, { recursive: true })
  return { backup: backupSeconds, restore: restoreSeconds }
}

async function backup(repository: string, data: string): Promise<void> {
  restic(repository, 'init')
  const child = spawn('restic', ['backup', data], { env: environment(repository), stdio: 'ignore' })
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`restic backup ended with ${code}`)
}

/** Seconds that it took. */
function restic(repository: string, ...args: string[]): number {
  const began = performance.now()
  const ran = spawnSync('restic', args, { env: environment(repository), encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`restic ${args[0]} ended with ${ran.status}: ${ran.stderr}`)
  return (performance.now() - began) / 1000
}

function environment(repository: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: base,
    RESTIC_CACHE_DIR: join(base, 'cache'),
    RESTIC_PASSWORD: 'bench',
    RESTIC_REPOSITORY: repository,
  }
}

async function startServer(root: string): Promise<{ port: number; pid: number; stop(): void }> {
  const program = join(import.meta.dirname, '../test/recovery/rest-server.ts')
  const child = spawn(process.execPath, [program, root], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<number>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString()))))
  return { port, pid: child.pid ?? 0, stop: () => child.kill() }
}

/** Highest resident memory so far, in MiB. */
function memoryOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/** Files of 4 MiB that do not compress. */
function writeData(folder: string, seed: string, mebibytes: number): void {
  mkdirSync(folder)
  for (let n = 0; n < mebibytes / 4; n += 1) {
    const bytes = createHash('shake256', { outputLength: 4 * MIB })
      .update(`${seed}-${n}`)
      .digest()
    writeFileSync(join(folder, `file-${n}`), bytes)
  }
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
