/** Runs the real restic client in tests; a machine without it fails with the line that installs it. */
import { createHash } from 'node:crypto'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

export type ResticRun = { code: number | null; stdout: string; stderr: string; seconds: number }
export type ResticClient = {
  run(...args: string[]): Promise<ResticRun>
  /** Runs and expects exit code 0. */
  ok(...args: string[]): Promise<string>
  start(...args: string[]): ChildProcess
  version: string
}

/** MAINSTAY_TEST_RESTIC names another restic than the one on the PATH, to try an older or newer one. */
export const RESTIC = process.env.MAINSTAY_TEST_RESTIC ?? 'restic'
const caches = mkdtempSync(join(tmpdir(), 'restic-caches-'))
afterAll(() => rmSync(caches, { recursive: true, force: true }))

export const PASSWORD = 'correct horse battery staple'

export function resticClient(env: Record<string, string>): ResticClient {
  const probe = spawnSync(RESTIC, ['version'], { encoding: 'utf8' })
  if (probe.status !== 0) throw new Error('restic is missing. Install it: apt-get install -y restic')
  const cache = mkdtempSync(join(caches, 'cache-'))
  const fullEnv = { PATH: process.env.PATH ?? '', HOME: cache, RESTIC_CACHE_DIR: cache, RESTIC_PASSWORD: PASSWORD, GOMAXPROCS: '2', ...env }
  const start = (...args: string[]) => spawn(RESTIC, args, { env: fullEnv, stdio: ['ignore', 'pipe', 'pipe'] })
  const run = (...args: string[]) =>
    new Promise<ResticRun>((resolve, reject) => {
      const began = performance.now()
      const child = start(...args)
      let stdout = ''
      let stderr = ''
      child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
      child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
      child.once('error', reject)
      child.once('close', (code) => resolve({ code, stdout, stderr, seconds: (performance.now() - began) / 1000 }))
    })
  return {
    run,
    start,
    version: probe.stdout.split(' ')[1] ?? '',
    async ok(...args) {
      const result = await run(...args)
      if (result.code !== 0) throw new Error(`restic ${args.join(' ')} gave ${result.code}\n${result.stdout}\n${result.stderr}`)
      return result.stdout
    },
  }
}

/** Writes `count` files of about `bytes` each that do not compress and differ, always the same ones for one seed. */
export function writeFiles(folder: string, { count, bytes, seed = 'a' }: { count: number; bytes: number; seed?: string }): void {
  for (let n = 0; n < count; n += 1) {
    const sub = join(folder, `folder-${n % 5}`)
    mkdirSync(sub, { recursive: true })
    writeFileSync(join(sub, `file-${n}.bin`), pseudoRandom(`${seed}-${n}`, bytes))
  }
}

/** Bytes that look random and are the same each time for a seed (SHAKE256, any length). */
export function pseudoRandom(seed: string, bytes: number): Buffer {
  return createHash('shake256', { outputLength: Math.max(bytes, 1) })
    .update(seed)
    .digest()
    .subarray(0, bytes)
}
