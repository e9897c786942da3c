import { randomBytes } from 'node:crypto'
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireRestic } from '@mainstay/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { refusedBySchema } from './installation.ts'

let folder: string
requireRestic()
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-try-test-'))
  chmodSync(folder, 0o755)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function mainstay(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return mainstayWith({}, ...args)
}

function mainstayWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts'), ...args], { env: { ...process.env, ...env } })
    let [out, err] = ['', '']
    child.stdout.on('data', (text) => (out += String(text)))
    child.stderr.on('data', (text) => (err += String(text)))
    child.once('close', (code) => resolve({ code, out, err }))
  })
}

/** Processes whose command line names the folder: none may be left. */
async function leftBehind(): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('pgrep', ['-af', folder])
    let out = ''
    child.stdout.on('data', (text) => (out += String(text)))
    child.once('close', () =>
      resolve(
        out
          .split('\n')
          .filter((line) => line !== '' && !line.includes('pgrep'))
          .join('\n'),
      ),
    )
  })
}

test('try does the main job from nothing, and again on the same folder, and leaves no process behind', async () => {
  const protect = join(folder, 'protect')
  mkdirSync(protect)
  const bytes = randomBytes(100_000)
  for (let n = 0; n < 20; n++) writeFileSync(join(protect, `file-${n}`), Buffer.concat([bytes, Buffer.from(String(n))]))
  const data = join(folder, 'data')
  for (const round of [1, 2]) {
    const { code, out, err } = await mainstay('try', '--data', data, '--protect', protect, '--json')
    expect(code, `round ${round}: ${err}`).toBe(0)
    const result = JSON.parse(out) as {
      steps: { name: string; seconds: number; evidence: string }[]
      restorePoint: { id: string; level: string }
      report: string
    }
    expect(result.steps.map((step) => step.name)).toEqual(['start', 'enrol', 'watch', 'back up', 'prove', 'report'])
    expect(result.restorePoint).toMatchObject({ level: 'L2', id: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(result.steps[4]?.evidence).toContain('20 of 20 sampled files')
    expect(await refusedBySchema('try', result)).toBeNull()
    expect(readFileSync(result.report).subarray(0, 5).toString()).toBe('%PDF-')
  }
  expect(await leftBehind()).toBe('')
}, 180_000)

test('a backup that fails ends try at once, with what restic said', async () => {
  const [bin, protect] = [join(folder, 'bin'), join(folder, 'protect')]
  mkdirSync(bin)
  mkdirSync(protect)
  writeFileSync(join(protect, 'letter'), 'Dear Smith')
  writeFileSync(
    join(bin, 'restic'),
    `#!/bin/sh\nfor word in "$@"; do [ "$word" = backup ] && { echo 'Fatal: the disk is on fire' >&2; exit 1; }; done\nexec ${requireRestic().path} "$@"\n`,
    { mode: 0o755 },
  )
  const { code, err } = await mainstayWith(
    { PATH: `${bin}:${process.env['PATH']}` },
    'try',
    '--data',
    join(folder, 'data'),
    '--protect',
    protect,
    '--json',
  )
  expect(code, err).toBe(1)
  expect(err.trim().split('\n').at(-1)).toMatch(/back up.*the disk is on fire/)
  expect(await leftBehind()).toBe('')
})

test('what cannot be protected is one clear line and exit 64, before anything is started', async () => {
  const { code, out, err } = await mainstay('try', '--data', join(folder, 'data'), '--protect', join(folder, 'nowhere'))
  expect(code).toBe(64)
  expect(out).toBe('')
  expect(err).toMatch(/^mainstay: --protect .*nowhere is no folder\n$/)
})

test('prove says failed with exit 2 and unknown with exit 3, and one JSON document on stdout', async () => {
  writeFileSync(join(folder, 'password'), 'secret')
  const { code, out } = await mainstay('prove', '--repository', join(folder, 'none'), '--password-file', join(folder, 'password'), '--json')
  expect(code).toBe(3)
  expect(JSON.parse(out)).toMatchObject({ verdict: 'unknown', level: null, reasons: [{ code: 'recovery.repository.not-found' }] })
  const wrong = await mainstay('prove', '--repository', folder, '--password-file', join(folder, 'password'), '--level', 'L9')
  expect(wrong.code).toBe(64)
})
