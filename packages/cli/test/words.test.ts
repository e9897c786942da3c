import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openOutput } from '../src/output-file.ts'
import { runMainstay } from './installation.ts'

const folder = mkdtempSync(join(tmpdir(), 'mainstay-words-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a command that does not exist is named, also when its help is asked for', async () => {
  const { code, err, out } = await runMainstay(['foo', '--help']).ended
  expect([code, out]).toEqual([64, ''])
  expect(err).toContain("unknown command 'foo'")
})

test('a file in a folder that is not there is refused, and nothing is left', () => {
  expect(() => openOutput(join(folder, 'missing', 'report.pdf'))).toThrow(`there is no folder ${join(folder, 'missing')}. Make it first.`)
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  [['serve', '--help'], /--data <dir> .*default: \/|--data <dir>[\s\S]*\(default:\s/],
  [['agent', 'collect', '--help'], /--once .*\(required\)[\s\S]*--json .*\(required\)/],
  [['import', '--help'], /needs the\s+master\.key of the server that\s+was exported/],
])('%j says what it needs', async (args, said) => {
  const { code, out } = await runMainstay(args).ended
  expect(code).toBe(0)
  expect(out).toMatch(said)
})

test('the systemd unit of the documentation gives options that serve knows, and stops the launcher alone', async () => {
  const unit = readFileSync(join(import.meta.dirname, '../../../docs/mainstay.service'), 'utf8')
  const [, command, given = ''] = /^ExecStart=\/opt\/mainstay\/mainstay (\S+) (.*)$/m.exec(unit) ?? []
  const { out } = await runMainstay([command ?? '', '--help']).ended
  const options = given.match(/--[a-z-]+/g) ?? []
  expect(options.filter((option) => !out.includes(`  ${option} `))).toEqual([])
  expect(options.length).toBeGreaterThan(1)
  expect(unit).toMatch(/^KillMode=mixed$/m)
  // Under these neither fusermount3 nor /dev/kvm can be used.
  expect(unit).not.toMatch(/^(NoNewPrivileges|ProtectClock|PrivateDevices)=/m)
})

test.each([
  ['a folder that is not there', join(folder, 'nope', 'log'), 64, /nope\/log: there is no folder \S+nope\. Make it first\.$/],
  ['a file that is there', join(import.meta.dirname, 'words.test.ts'), 1, /words\.test\.ts exists already/],
])('an audit log is not saved into %s, and no server is asked', async (_, file, exit, said) => {
  const { code, err } = await runMainstay(['audit', 'save', file, '--server', 'http://127.0.0.1:9']).ended
  expect([code, err.trim().split('\n').length]).toEqual([exit, 1])
  expect(err.trim()).toMatch(said)
})

test('a collection without what it needs is refused by the option’s name', async () => {
  const { code, err } = await runMainstay(['agent', 'collect', '--once']).ended
  expect([code, err]).toEqual([64, "mainstay: required option '--json' not specified\n"])
})

test.each(['--every', '--notice-days', '--keep-days'])('a copy with a %s that is no number does not begin', async (option) => {
  const dir = join(folder, 'copy')
  const args = ['copy', 'run', '--dir', dir, '--server', 'http://127.0.0.1:9', '--token-file', join(folder, 'none'), option, 'nonsense']
  const { code, err } = await runMainstay(args).ended
  expect(code).toBe(64)
  expect(err).toContain(option)
  expect(readdirSync(folder)).toEqual([])
})
