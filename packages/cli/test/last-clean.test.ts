import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LastCleanSchema } from '@mainstay/contract/recovery'
import { requireRestic } from '@mainstay/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

const base = mkdtempSync(join(tmpdir(), 'mainstay-last-clean-'))
const [repository, password] = [join(base, 'repository'), join(base, 'password')]
beforeAll(() => {
  writeFileSync(password, 'open sesame')
  writeFileSync(join(base, 'wrong'), 'close sesame')
  mkdirSync(join(base, 'rules'))
  writeFileSync(join(base, 'rules', 'every.yar'), 'rule every { condition: true }')
  writeFileSync(join(base, 'letter.txt'), 'Dear Smith')
  for (const args of [['init'], ['backup', join(base, 'letter.txt')]])
    execFileSync(requireRestic().path, ['-q', '--repo', repository, '--password-file', password, ...args])
})
afterAll(() => rmSync(base, { recursive: true }))

function lastClean(...args: string[]) {
  return spawnSync(process.execPath, ['packages/cli/src/main.ts', 'last-clean', ...args], { encoding: 'utf8' })
}

test('a clean point exits 0 and is named by its full id, in one JSON document', () => {
  const { status, stdout } = lastClean('--repository', repository, '--password-file', password, '--json')
  const answer = LastCleanSchema.parse(JSON.parse(stdout))
  expect([status, answer.lastClean]).toEqual([0, answer.points[0]?.id])
  expect(answer.lastClean).toMatch(/^[0-9a-f]{64}$/)
})

test.each([
  ['no point that is clean', 2, ['--password-file', password, '--yara', join(base, 'rules')], '"lastClean":null'],
  ['a wrong password', 3, ['--password-file', join(base, 'wrong')], 'recovery.repository.wrong-password'],
])('%s exits %i with an answer', (_, code, args, said) => {
  const { status, stdout } = lastClean('--repository', repository, ...args, '--json')
  expect([status, stdout]).toEqual([code, expect.stringContaining(said)])
})

test.each([
  ['a password file that is not there', 64, ['--password-file', join(base, 'absent')], 'absent cannot be read'],
  ['a folder without rules', 65, ['--password-file', password, '--yara', base], 'no file ends in .yar'],
])('%s exits %i with one line', (_, code, args, said) => {
  rmSync(join(base, 'rules'), { recursive: true, force: true })
  const { status, stderr } = lastClean('--repository', repository, ...args)
  expect([status, stderr]).toEqual([code, expect.stringContaining(said)])
  expect(stderr.trim().split('\n')).toHaveLength(1)
})
