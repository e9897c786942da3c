import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CLI_OUTPUTS } from '@mainstay/contract/cli'
import { requireRestic } from '@mainstay/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runCli } from '../main.ts'
import { estimate } from './recover.ts'

requireRestic()
const base = mkdtempSync(join(tmpdir(), 'mainstay-recover-cli-'))
const [repository, password, data] = ['repository', 'password', 'data'].map((name) => join(base, name)) as [string, string, string]
let out = ''
let err = ''

beforeAll(() => {
  mkdirSync(data)
  writeFileSync(join(data, 'orders.csv'), 'id;sum\n')
  writeFileSync(password, 'secret')
  const env = { ...process.env, RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: 'secret', RESTIC_CACHE_DIR: join(base, 'cache') }
  for (const args of [['init'], ['backup', data]]) execFileSync('restic', args, { env, stdio: 'ignore' })
})
afterAll(() => {
  process.exitCode = undefined
  rmSync(base, { recursive: true, force: true })
})
beforeEach(() => {
  process.exitCode = undefined
  out = ''
  err = ''
})

const mainstay = (...args: string[]): Promise<number> =>
  runCli(['recover', ...args, '--work-dir', base], {
    env: {},
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    ask: null,
  })
const from = ['--repository', repository, '--password-file', password]

test('files come back with exit 0, and every line on stdout is as the schema says', async () => {
  const to = join(base, 'to')
  expect(await mainstay('files', data, ...from, '--to', to, '--json')).toBe(0)
  const lines = out
    .trim()
    .split('\n')
    .map((line) => CLI_OUTPUTS['recover-files']?.parse(JSON.parse(line)))
  expect(lines.at(-1)).toMatchObject({ event: 'result', outcome: 'done', files: 1, verified: true })
  expect(readFileSync(join(to, data, 'orders.csv'), 'utf8')).toBe('id;sum\n')
  out = ''
  expect(await mainstay('files', ...from, '--to', to)).toBe(1)
  expect([out, err]).toEqual(['', expect.stringMatching(/is not empty.*--overwrite/)])
})

test('what cannot be opened is exit 2 with its reason', async () => {
  writeFileSync(join(base, 'wrong'), 'wrong')
  expect(await mainstay('files', '--repository', repository, '--password-file', join(base, 'wrong'), '--to', join(base, 'x'))).toBe(2)
  expect(out).toContain('[recovery.repository.wrong-password]')
})

test.each([
  [['files', 'relative', ...from, '--to', 'x'], /begins with \//],
  [['files', '/a/../etc', ...from, '--to', 'x'], /has no \.\./],
  [['files', ...from], /--to/],
  [['disk', ...from, '--to', 'x', '--format', 'iso'], /raw, qcow2, vhdx or vmdk, not iso/],
])('%j is exit 64 with one line', async (args, says) => {
  expect(await mainstay(...args)).toBe(64)
  expect(err).toMatch(says)
})

test.each([
  [{ ms: 1999, bytes: 500 }, null],
  [{ ms: 4000, bytes: 0 }, null],
  [{ ms: 4000, bytes: 9 }, null],
  [{ ms: 4000, bytes: 100 }, 20],
])('time left is said only when enough was done to tell: %j', (since, seconds) => {
  expect(estimate({ doneBytes: 500, totalBytes: 1000 }, since)).toBe(seconds)
})
