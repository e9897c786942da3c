/** `mainstay key` on its own: the key file, who may read it, its passphrase, its way to another machine. */
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KeyOutputSchema } from '@mainstay/contract/trust'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTerminal, type Terminal } from './terminal.ts'

let here: Terminal
let there: Terminal
beforeEach(() => {
  here = openTerminal()
  there = openTerminal()
})
afterEach(() => {
  here.remove()
  there.remove()
})

const LONG = 'a long enough passphrase'
const keyFile = (terminal: Terminal) => join(terminal.folder, 'signing-key.json')

/** A terminal with the same folder whose passphrase comes from a file. */
function withPassphrase(terminal: Terminal, passphrase: string): Terminal {
  const file = join(terminal.folder, '..', 'passphrase')
  writeFileSync(file, `${passphrase}\n`, { mode: 0o600 })
  const other = openTerminal({ MAINSTAY_CONFIG_DIR: terminal.folder, MAINSTAY_KEY_PASSPHRASE_FILE: file })
  return { ...other, folder: terminal.folder }
}

test('a new key lies in a folder and a file that only its person can read', async () => {
  const made = await here.run('key', 'new', '--name', 'Ada', '--json')
  expect(made.code).toBe(0)
  expect(KeyOutputSchema.parse(made.json())).toMatchObject({ name: 'Ada', protection: 'none', file: keyFile(here) })
  expect(statSync(keyFile(here)).mode & 0o777).toBe(0o600)
  expect(statSync(here.folder).mode & 0o777).toBe(0o700)
  expect((await here.run('key', 'show', '--json')).json()).toEqual(made.json())
})

test('there is one key: a second is not made over it', async () => {
  await here.run('key', 'new')
  const before = readFileSync(keyFile(here), 'utf8')
  const again = await here.run('key', 'new', '--json')
  expect([again.code, (again.json()['error'] as { code: string }).code]).toEqual([1, 'cli.key-exists'])
  expect(readFileSync(keyFile(here), 'utf8')).toBe(before)
})

test.each([
  ['the file', 0o640, 0o700],
  ['the file, for everybody', 0o604, 0o700],
  ['the folder', 0o600, 0o750],
])('a key is not used when others can read %s, and the line that mends it is said', async (_what, file, folder) => {
  await here.run('key', 'new')
  chmodSync(keyFile(here), file)
  chmodSync(here.folder, folder)
  const shown = await here.run('key', 'show')
  expect(shown.code).toBe(1)
  expect(shown.err).toMatch(/^mainstay: .* Run: chmod (600|700) /)
  expect(shown.err.split('\n')).toHaveLength(2)
})

test('without a key the command that makes one is named', async () => {
  const shown = await here.run('key', 'show')
  expect([shown.code, shown.out]).toEqual([1, ''])
  expect(shown.err).toContain('mainstay key new')
})

test('a wrapped key shows itself without its passphrase, and its file holds no private key', async () => {
  const made = await withPassphrase(here, LONG).run('key', 'new', '--passphrase', '--json')
  expect(made.json()['protection']).toBe('passphrase')
  expect((await here.run('key', 'show')).code).toBe(0)
  const text = readFileSync(keyFile(here), 'utf8')
  expect(text).toContain('"kdf": "scrypt"')
  expect(text).not.toContain('"plain"')
  expect(Buffer.from(text, 'base64').toString('hex')).not.toContain('302e020100300506032b6570')
})

test('a short passphrase is refused, and nothing is made', async () => {
  const made = await withPassphrase(here, 'short').run('key', 'new', '--passphrase')
  expect([made.code, made.err]).toEqual([1, 'mainstay: A passphrase needs at least 12 characters.\n'])
  expect(existsSync(keyFile(here))).toBe(false)
})

test('two passphrases that differ change nothing', async () => {
  await here.run('key', 'new')
  here.answers.push(LONG, `${LONG}r`)
  expect((await here.run('key', 'passphrase')).code).toBe(64)
  expect((await here.run('key', 'show', '--json')).json()['protection']).toBe('none')
})

test('a passphrase can be set and removed again; the key stays the same', async () => {
  const { keyId } = (await here.run('key', 'new', '--json')).json()
  here.answers.push(LONG, LONG)
  expect((await here.run('key', 'passphrase', '--json')).json()).toMatchObject({ keyId, protection: 'passphrase' })
  const removed = await withPassphrase(here, LONG).run('key', 'passphrase', '--remove', '--json')
  expect(removed.json()).toMatchObject({ keyId, protection: 'none' })
})

test('a moved key is gone here, and signs nowhere without its passphrase', async () => {
  const made = (await here.run('key', 'new', '--json')).json()
  const bundle = join(here.folder, '..', 'bundle.json')
  const moved = await withPassphrase(here, LONG).run('key', 'move', '--to', bundle, '--server', 'http://127.0.0.1:9', '--json')
  expect(moved.json()).toEqual({ keyId: made['keyId'], bundle, serverTold: false })
  expect(existsSync(keyFile(here))).toBe(false)
  expect(statSync(bundle).mode & 0o777).toBe(0o600)

  const wrong = await withPassphrase(there, 'another passphrase').run('key', 'import', bundle)
  expect([wrong.code, wrong.err]).toEqual([1, `mainstay: The passphrase does not open ${bundle}.\n`])
  const imported = await withPassphrase(there, LONG).run('key', 'import', bundle, '--json')
  expect(imported.json()).toMatchObject({ keyId: made['keyId'], protection: 'passphrase', file: keyFile(there) })
})

test('a bundle is never written over a file, and the key stays when it cannot be written', async () => {
  await here.run('key', 'new')
  const bundle = join(here.folder, '..', 'bundle.json')
  writeFileSync(bundle, 'mine')
  const moved = await withPassphrase(here, LONG).run('key', 'move', '--to', bundle)
  expect([moved.code, readFileSync(bundle, 'utf8'), existsSync(keyFile(here))]).toEqual([1, 'mine', true])
  expect((await withPassphrase(here, LONG).run('key', 'move', '--to', join(here.folder, 'no/such/folder/x'))).code).toBe(1)
  expect(existsSync(keyFile(here))).toBe(true)
})

test.each([
  ['not JSON', 'hello'],
  ['another document', '{"v":1}'],
  ['a newer version', '{"v":2,"type":"mainstay-key"}'],
  ['a missing field', '{"v":1,"type":"mainstay-key","keyId":"x"}'],
])('a key file that is %s is named, not used', async (_what, text) => {
  await here.run('key', 'new')
  writeFileSync(keyFile(here), text, { mode: 0o600 })
  const shown = await here.run('key', 'show')
  expect([shown.code, shown.err]).toEqual([1, expect.stringContaining('is not a key file')])
})

test('a key file whose readable half was exchanged is not used', async () => {
  await here.run('key', 'new')
  await there.run('key', 'new')
  const [mine, other] = [here, there].map((terminal) => JSON.parse(readFileSync(keyFile(terminal), 'utf8')) as Record<string, unknown>)
  writeFileSync(keyFile(here), JSON.stringify({ ...other, secret: mine?.['secret'] }), { mode: 0o600 })
  here.answers.push(LONG, LONG)
  const used = await here.run('key', 'passphrase')
  expect([used.code, used.err]).toEqual([1, expect.stringContaining('its halves do not fit')])
})

test.each([
  [['key', 'move']],
  [['key', 'frobnicate']],
  [['sign', '--list', '--all', '--server', 'http://127.0.0.1:9']],
  [['sign', '--server', 'ftp://x']],
  [['token', '--client', 'x', '--server', 'http://127.0.0.1:9']],
  [['token', '--client', '0193c7a0-0000-7000-8000-000000000001', '--hours', '0']],
  [['authority', 'add-key', '--client', '0193c7a0-0000-7000-8000-000000000001', '--key', 'x', '--name', 'y', '--role', 'z']],
  [['--nonsense']],
])('wrong arguments %j exit 64 with one line', async (args) => {
  const ran = await here.run(...args)
  expect([ran.code, ran.out]).toEqual([64, ''])
  expect(ran.err).toMatch(/^mainstay: [^\n]+\n$/)
})

test.each([
  [['--help']],
  [['key', '--help']],
  [['key', 'move', '--help']],
  [['sign', '--help']],
  [['token', '--help']],
  [['authority', '--help']],
])('%j shows help on stdout and exits 0', async (args) => {
  const ran = await here.run(...args)
  expect([ran.code, ran.err]).toEqual([0, ''])
  expect(ran.out).toContain('Usage: mainstay')
})

test('which server is asked for when none is known', async () => {
  const ran = await here.run('sign', '--list')
  expect([ran.code, ran.err]).toEqual([1, 'mainstay: Which server? Give --server URL or set MAINSTAY_SERVER.\n'])
})

test('a server that does not answer is named with the reason', async () => {
  await here.run('key', 'new')
  const ran = await here.run('sign', '--list', '--server', 'http://127.0.0.1:9')
  expect(ran.code).toBe(1)
  expect(ran.err).toMatch(/^mainstay: The server at http:\/\/127\.0\.0\.1:9 does not answer: .+\n$/)
})
