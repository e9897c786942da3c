import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProofResult } from '@mainstay/contract/recovery'
import { ProofResultSchema } from '@mainstay/contract/recovery'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { requireRestic } from '@mainstay/testing'
import { prove, type ProveOptions } from './engine.ts'

let folder: string
let repository: string
let data: string
let entries: { path: string; size: number; sha256: string }[]
requireRestic()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-prove-test-'))
  repository = join(folder, 'repository')
  data = join(folder, 'data')
  mkdirSync(join(data, 'deep'), { recursive: true })
  entries = Array.from({ length: 12 }, (_, n) => {
    const path = join(data, n % 2 ? 'deep' : '.', `file-${n}.bin`)
    const bytes = randomBytes(20_000 + n)
    writeFileSync(path, bytes)
    return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  })
  restic('init')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function restic(...args: string[]): string {
  return execFileSync('restic', args, {
    env: { ...process.env, RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: 'secret', RESTIC_CACHE_DIR: join(folder, 'cache') },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function proof(options: Partial<ProveOptions> = {}): Promise<ProofResult> {
  return prove({
    repository,
    password: { kind: 'value', secret: 'secret' },
    restorePoint: 'latest',
    asked: 'L2',
    manifest: { entries, dropped: 0 },
    checks: [],
    timeoutSeconds: 60,
    workFolder: folder,
    receivedAt: null,
    ...options,
  })
}

const codes = (result: ProofResult): string[] => result.reasons.map((one) => one.code)

/** The largest file of a type: of the packs, the one with the data. */
function largest(type: string): string {
  const files = readdirSync(join(repository, type), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name))
  return paths.sort((a, b) => readFileSync(b).length - readFileSync(a).length)[0] ?? ''
}

function flipBit(path: string, at: number): void {
  const bytes = readFileSync(path)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  rmSync(path)
  writeFileSync(path, bytes)
}

test('a sound restore point passes L2, with every level, timing and age, and leaves no scratch folder', async () => {
  restic('backup', data)
  const result = await proof({
    checks: [
      { kind: 'count', path: data, min: 12 },
      { kind: 'file', path: entries[0]?.path ?? '', sha256: entries[0]?.sha256 ?? '' },
    ],
  })
  expect(ProofResultSchema.parse(result)).toMatchObject({ verdict: 'passed', level: 'L2', asked: 'L2', reasons: [] })
  expect(result.levels.map((one) => `${one.level} ${one.verdict}`)).toEqual(['L0 passed', 'L1 passed', 'L2 passed'])
  expect(result.checks.map((one) => one.verdict)).toEqual(['passed', 'passed'])
  expect(result.rtoSeconds).toBeGreaterThan(0)
  expect(readdirSync(folder).filter((name) => name.startsWith('mainstay-proof-'))).toEqual([])
})

test('a file that differs from what the agent hashed fails, and is named', async () => {
  restic('backup', data)
  const wrong = entries.map((entry, n) => (n === 3 ? { ...entry, sha256: 'f'.repeat(64) } : entry))
  const result = await proof({ manifest: { entries: wrong, dropped: 0 } })
  expect(result.verdict).toBe('failed')
  expect(result.reasons).toEqual([{ code: 'recovery.sample.mismatch', text: expect.stringContaining('file-3.bin') }])
})

test('one flipped bit in a pack fails, and the pack is named', async () => {
  restic('backup', data)
  flipBit(largest('data'), 5000)
  const result = await proof()
  expect(result.verdict).toBe('failed')
  expect(
    codes(result).some((code) => /^recovery\.(pack|blob|data|structure|tree)\./.test(code)),
    codes(result).join(),
  ).toBe(true)
})

test.each([
  ['a missing pack', (path: string) => rmSync(path), 'data', 'recovery.pack.missing'],
  ['a pack cut short', (path: string) => truncateSync(path, 1000), 'data', 'recovery.pack.truncated'],
  ['a flipped bit in the index', (path: string) => flipBit(path, 50), 'index', 'recovery.index.damaged'],
])('%s fails with its own reason', async (_what, damage, type, code) => {
  restic('backup', data)
  damage(largest(type))
  const result = await proof()
  expect(result.verdict).toBe('failed')
  expect(codes(result)).toContain(code)
})

test('what could not be asked is unknown, never passed: wrong password, no repository, nothing in it', async () => {
  expect(await proof({ password: { kind: 'value', secret: 'wrong' } })).toMatchObject({
    verdict: 'unknown',
    level: null,
    reasons: [{ code: 'recovery.repository.wrong-password' }],
  })
  expect(await proof({ repository: join(folder, 'nowhere') })).toMatchObject({
    verdict: 'unknown',
    reasons: [{ code: 'recovery.repository.not-found' }],
  })
  expect(await proof()).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'recovery.restore-point.none' }] })
})

test('without a manifest L2 is not asked, and a proof at L2 is unknown', async () => {
  restic('backup', data)
  const result = await proof({ manifest: null })
  expect(result).toMatchObject({ verdict: 'unknown', level: 'L1' })
  expect(result.levels.at(-1)).toMatchObject({ level: 'L2', verdict: 'not-asked' })
})

test('files that are no system cannot be started: unknown, with the reason', async () => {
  restic('backup', data)
  const result = await proof({ asked: 'L3', checks: [{ kind: 'tcp', port: 80 }] })
  expect(result).toMatchObject({ verdict: 'unknown', level: 'L2', checks: [{ kind: 'tcp', verdict: 'unknown' }] })
  expect(codes(result)).toContain('recovery.boot.no-system')
})

test('a check that needs a started server is unknown where none was asked for', async () => {
  restic('backup', data)
  const result = await proof({ checks: [{ kind: 'tcp', port: 80 }] })
  expect(result).toMatchObject({ verdict: 'unknown', level: 'L2', reasons: [{ code: 'recovery.check.needs-boot' }] })
})

test('a link in the restored tree does not lead a check out of it', async () => {
  writeFileSync(join(folder, 'outside.txt'), 'outside')
  symlinkSync(folder, join(data, 'door'))
  restic('backup', data)
  const result = await proof({ checks: [{ kind: 'file', path: join(data, 'door/outside.txt') }] })
  expect(result.checks[0]?.verdict).toBe('failed')
})

test('a test that takes too long ends as unknown, and cleans up', async () => {
  restic('backup', data)
  const result = await proof({ timeoutSeconds: 0.05 })
  expect(result).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'recovery.timeout' }] })
  expect(readdirSync(folder).filter((name) => name.startsWith('mainstay-proof-'))).toEqual([])
})
