import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const data = mkdtempSync(join(tmpdir(), 'mainstay-serve-arguments-'))
afterAll(() => rmSync(data, { recursive: true }))

test.each([
  ['an empty data folder', ['--data', ''], '--data is empty'],
  ['a role that is none', ['--roles', 'api,banana'], '"banana"'],
  ['an address that is none', ['--public-url', 'notaurl'], 'notaurl'],
  ['an address of another kind', ['--public-url', 'ftp://files.example.com'], 'ftp://files.example.com'],
  ['a certificate without its key', ['--tls-cert', 'c.pem'], '--tls-cert and --tls-key'],
])('%s exits 64 with one line, before anything is made', (_, args, named) => {
  const { status, stderr } = spawnSync(process.execPath, ['packages/cli/src/main.ts', 'serve', '--data', data, ...args], {
    encoding: 'utf8',
  })
  expect([status, stderr.trim().split('\n').length]).toEqual([64, 1])
  expect(stderr).toContain(named)
  expect(readdirSync(data)).toEqual([])
})
