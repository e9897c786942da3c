import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProofCheck } from '@mainstay/contract/recovery'
import { afterAll, expect, test } from 'vitest'
import { runChecks } from './file-checks.ts'

const root = mkdtempSync(join(tmpdir(), 'file-checks-'))
afterAll(() => rmSync(root, { recursive: true }))
const system = join(root, 'mnt/server')
for (const name of ['etc', 'sbin', 'srv/data/deep']) mkdirSync(join(system, name), { recursive: true })
writeFileSync(join(system, 'srv/data/orders.csv'), '1,42\n')
writeFileSync(join(system, 'srv/data/deep/more.csv'), '')
symlinkSync('/etc/passwd', join(system, 'srv/data/link'))

const sha256 = createHash('sha256').update('1,42\n').digest('hex')
const judge = async (check: ProofCheck, from: string | null = root, paths = ['/mnt/server']) =>
  (await runChecks(from, paths, [check])).results[0]

test.each([
  ['by its path in the restore point', { kind: 'file', path: '/mnt/server/srv/data/orders.csv', sha256 }, 'passed'],
  ['by its path on the server', { kind: 'file', path: '/srv/data/orders.csv', sha256 }, 'passed'],
  ['with another hash', { kind: 'file', path: '/srv/data/orders.csv', sha256: 'a'.repeat(64) }, 'failed'],
  ['that is gone', { kind: 'file', path: '/srv/data/gone.csv' }, 'failed'],
  ['that is a link to this machine’s own', { kind: 'file', path: '/srv/data/link' }, 'failed'],
] as const)('a file %s: %s', async (_what, check, verdict) => {
  expect(await judge(check)).toMatchObject({ kind: 'file', verdict })
})

test('files are counted at any depth, links are none', async () => {
  expect(await judge({ kind: 'count', path: '/srv/data', min: 2 })).toMatchObject({
    verdict: 'passed',
    evidence: '2 files below /srv/data',
  })
  expect(await judge({ kind: 'count', path: '/srv/data', min: 3 })).toMatchObject({ verdict: 'failed' })
})

test('only a system has a root of its own: a folder of files is named by its full path', async () => {
  expect(await judge({ kind: 'file', path: '/orders.csv' }, root, ['/mnt/server/srv/data'])).toMatchObject({ verdict: 'failed' })
})

test('without anything extracted, and without a server that runs, there is no answer', async () => {
  expect(await judge({ kind: 'file', path: '/srv/data/orders.csv' }, null)).toMatchObject({ verdict: 'unknown' })
  const { results, reasons } = await runChecks(root, [], [{ kind: 'tcp', port: 80 }])
  expect([results[0]?.verdict, reasons[0]?.code]).toEqual(['unknown', 'recovery.check.needs-boot'])
})
