import { randomBytes } from 'node:crypto'
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProofResult } from '@mainstay/contract/recovery'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, RESTIC, resticClient, writeFiles } from '../../test/recovery/restic-client.ts'
import { prove, type ProveOptions } from './engine.ts'
import { recogniseFolder } from './foreign.ts'

const base = mkdtempSync(join(tmpdir(), 'prove-damage-'))
const good = join(base, 'good')
const work = join(base, 'work')
let snapshot: string

beforeAll(async () => {
  mkdirSync(work)
  writeFiles(join(base, 'data'), { count: 8, bytes: 300_000 })
  const restic = resticClient({ RESTIC_REPOSITORY: good })
  await restic.ok('init')
  await restic.ok('backup', join(base, 'data'))
  snapshot = JSON.parse(await restic.ok('snapshots', '--json'))[0].id
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

function proof(repository: string, options: Partial<ProveOptions> = {}): Promise<ProofResult> {
  return prove({
    repository,
    password: { kind: 'value', secret: PASSWORD },
    restorePoint: snapshot,
    asked: 'L1',
    manifest: null,
    checks: [],
    timeoutSeconds: 120,
    workFolder: work,
    receivedAt: null,
    binary: RESTIC,
    ...options,
  })
}

const flip = (path: string) => {
  const bytes = readFileSync(path)
  const at = Math.floor(bytes.length / 2)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  rmSync(path)
  writeFileSync(path, bytes)
}
const remove = (path: string) => rmSync(path)
const halve = (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2))

// Each fault must be failed, with its own reason, and name the file that it is in.
test.each([
  ['one bit of a pack flipped', 'data', flip, /pack\.damaged|blob\.damaged/, false],
  ['a pack cut short', 'data', halve, /pack\.truncated/, true],
  ['a pack deleted', 'data', remove, /pack\.missing/, true],
  ['one bit of the index flipped', 'index', flip, /index\.damaged/, true],
  ['the index cut short', 'index', halve, /index\.damaged/, true],
  ['the index deleted', 'index', remove, /index\.missing/, false],
  ['one bit of the snapshot flipped', 'snapshots', flip, /snapshot\.damaged/, true],
  ['the snapshot cut short', 'snapshots', halve, /snapshot\.damaged/, true],
  ['the snapshot deleted', 'snapshots', remove, /restore-point\.missing/, true],
  ['one bit of the key flipped', 'keys', flip, /key\.damaged/, false],
  ['one bit of the config flipped', 'config', flip, /config\.damaged/, false],
  ['the config deleted', 'config', remove, /config\.missing/, false],
] as const)(
  '%s: failed, with the right reason',
  async (what, type, damage, code, named) => {
    const repository = join(base, what.replaceAll(' ', '-'))
    cpSync(good, repository, { recursive: true })
    const path = largest(join(repository, type))
    damage(path)
    // Nothing is asked beyond the structure where the structure tells: a broken pack is retried by restic for a minute.
    const result = await proof(repository, { asked: damage === flip && type === 'data' ? 'L1' : 'L0' })
    expect(result.reasons.map((each) => each.code).join()).toMatch(code)
    expect(result.verdict).toBe('failed')
    // restic shortens some names to their first digits.
    if (named) expect(result.reasons.map(({ text }) => text).join()).toContain(basename(path).slice(0, 8))
    expect(readdirSync(work)).toEqual([])
  },
  180_000,
)

test('another tool’s repository is unknown and named', async () => {
  const borg = join(base, 'borg')
  mkdirSync(join(borg, 'data'), { recursive: true })
  writeFileSync(join(borg, 'config'), '[repository]\nversion = 1\n')
  expect(await proof(borg)).toMatchObject({
    verdict: 'unknown',
    reasons: [{ code: 'recovery.repository.other-tool', text: expect.stringContaining('Borg') }],
  })
})

test('an encrypted config that begins like text, as one in a hundred does, is restic’s own', async () => {
  const folder = join(base, 'by-chance')
  mkdirSync(folder)
  writeFileSync(join(folder, 'config'), Buffer.concat([Buffer.from('{ '), randomBytes(153)]))
  expect(await recogniseFolder(folder)).toBeNull()
  writeFileSync(join(folder, 'config'), '{"made": "by another"}\n')
  expect(await recogniseFolder(folder)).toBe('another program')
})

test('restic missing, too old, or a store that does not answer is unknown', async () => {
  expect(await proof(good, { binary: join(base, 'no-restic') })).toMatchObject({
    verdict: 'unknown',
    reasons: [{ code: 'recovery.restic.missing' }],
  })
  const old = join(base, 'old-restic')
  writeFileSync(old, '#!/bin/sh\necho restic 0.9.6 compiled with go1.13\n', { mode: 0o755 })
  expect(await proof(good, { binary: old })).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'recovery.restic.too-old' }] })
})

test('damage seen while another program holds the repository alone is unknown, not failed', async () => {
  const repository = join(base, 'pruned')
  cpSync(good, repository, { recursive: true })
  const holder = await holdExclusively(repository)
  halve(largest(join(repository, 'data')))
  expect(await proof(repository, { asked: 'L0' })).toMatchObject({
    verdict: 'unknown',
    reasons: expect.arrayContaining([expect.objectContaining({ code: 'recovery.repository.locked' })]),
  })
  const gone = new Promise((resolve) => holder.once('exit', resolve))
  holder.kill('SIGKILL')
  await gone
}, 60_000)

test('a test that is cancelled says so and cleans up', async () => {
  const stopping = new AbortController()
  setTimeout(() => stopping.abort(), 300)
  const result = await proof(good, { asked: 'L1', signal: stopping.signal })
  expect(result.verdict).toBe('unknown')
  expect(result.reasons.map(({ code }) => code)).toContain('recovery.cancelled')
  expect(readdirSync(work)).toEqual([])
})

/** A check that is stopped in its tracks keeps its exclusive lock; one that was quicker than the stop is tried again. */
async function holdExclusively(repository: string): Promise<ChildProcess> {
  // restic writes a lock under another name first.
  const locks = () => readdirSync(join(repository, 'locks')).filter((name) => /^[0-9a-f]{64}$/.test(name)).length
  for (;;) {
    const env = { ...process.env, RESTIC_PASSWORD: PASSWORD, HOME: base }
    const holder = spawn(RESTIC, ['-r', repository, 'check', '--read-data', '--no-cache'], { env, stdio: 'ignore' })
    const ended = new Promise((resolve) => holder.once('exit', resolve))
    while (locks() === 0 && holder.exitCode === null) await sleep(5)
    holder.kill('SIGSTOP')
    await sleep(20)
    if (locks() === 1) return holder
    holder.kill('SIGKILL')
    await ended
  }
}

/** `config` itself, or the largest file below a folder: of the packs, the one with the data. */
function largest(path: string): string {
  if (statSync(path).isFile()) return path
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map((entry) => join(entry.parentPath, entry.name)).sort((a, b) => statSync(b).size - statSync(a).size)[0] ?? ''
}
