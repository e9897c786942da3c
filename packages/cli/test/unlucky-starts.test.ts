import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ClientListSchema, ClientSchema } from '@mainstay/contract/clients'
import { openSigner } from '../src/signer/open-signer.ts'
import { removeOthers } from '../src/processes/server-process.ts'
import { type Running, runMainstay } from './installation.ts'

const folder = mkdtempSync(join(tmpdir(), 'mainstay-unlucky-'))
chmodSync(folder, 0o711)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function serve(name: string, port: number): Running {
  return runMainstay(['serve', '--data', join(folder, name), '--port', String(port), '--no-local-agent'], {
    MAINSTAY_CONFIG_DIR: join(folder, 'config'),
    MAINSTAY_LOG_LEVEL: 'error',
  })
}

/** The server is the one child of the command whose command line names the data folder. */
function serverOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  const [server] = children.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('"dataFolder"'))
  if (server === undefined) throw new Error('the command has no server')
  return server
}

/** Empty once it ended, also before anyone has asked how. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function databaseOf(name: string): number | null {
  const base = join(folder, name, 'server', 'database')
  const file = readdirSync(base)
    .map((one) => join(base, one, 'postmaster.pid'))
    .find((one) => existsSync(one))
  return file === undefined ? null : Number(readFileSync(file, 'utf8').split('\n', 1)[0])
}

test('a port in use is said in one line, and leaves no folder behind', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const { code, err } = await serve('taken', port).ended
  taken.close()
  expect(code).not.toBe(0)
  const lines = err.trim().split('\n')
  expect(lines.filter((line) => !line.startsWith('Your signing key was made'))).toEqual([
    `mainstay: Port ${port} on 127.0.0.1 is in use by another program. Stop it, or choose another with --port.`,
  ])
  expect(existsSync(join(folder, 'taken'))).toBe(false)
}, 60_000)

test('a first start forgets the identity of a server from before; killed, it comes back under its address with what was there, and a stop is clean: exit 0 and nothing left', async () => {
  const config = join(folder, 'config')
  mkdirSync(config, { recursive: true, mode: 0o700 })
  writeFileSync(join(config, 'server.json'), JSON.stringify({ url: 'http://127.0.0.1:8420', serverPublicKey: 'A'.repeat(43) }), {
    mode: 0o600,
  })
  const running = serve('killed', 0)
  const url = await running.heard(/^ready (\S+)$/m)
  const signer = openSigner({ configDir: config, serverUrl: url })
  await running.heard(/The server was set up anew just now/)
  const { id } = await signer.context.http('POST', '/signer/v1/clients', ClientSchema, { name: 'Kept', zone: 'Etc/UTC' })
  process.kill(serverOf(running.child.pid ?? 0), 'SIGKILL')
  expect(await running.heard(/^mainstay: (The server was ended .*)$/m)).toBe(
    'The server was ended by SIGKILL (exit 137). Its database still ran, and was stopped cleanly. It is started again in 1 s.',
  )
  await running.heard(/The server is back/)
  const { clients } = await signer.context.http('GET', '/signer/v1/clients', ClientListSchema)
  expect(clients).toContainEqual(expect.objectContaining({ id, name: 'Kept' }))
  const database = databaseOf('killed')
  expect(database).not.toBeNull()
  // As a service manager or npm does it: to all at once, and again by the launcher. None of it cuts the stop short.
  for (const pid of [serverOf(running.child.pid ?? 0), running.child.pid ?? 0, running.child.pid ?? 0]) process.kill(pid, 'SIGTERM')
  const { code, err } = await running.ended
  expect([code, err.split('\n').filter((line) => /57P01|Error/.test(line))]).toEqual([0, []])
  expect(commandOf(database ?? 0)).toBe('')
}, 120_000)

test('beyond this machine nothing is served without TLS: one line, and no folder', async () => {
  const running = runMainstay(['serve', '--data', join(folder, 'open'), '--listen', '0.0.0.0', '--port', '0'], {
    MAINSTAY_CONFIG_DIR: join(folder, 'config'),
  })
  const { code, err } = await running.ended
  expect([code === 0, err.trim().split('\n').length, existsSync(join(folder, 'open'))]).toEqual([false, 1, false])
  expect(err).toMatch(/^mainstay: 0\.0\.0\.0 is reachable from other machines, so it needs TLS/)
}, 60_000)

test('over its data a missing master key stops the start in one line, and none is made', async () => {
  const key = join(folder, 'killed/server/master.key')
  rmSync(key)
  const { code, err } = await serve('killed', 0).ended
  expect([code === 0, err.trim().split('\n').length, existsSync(key)]).toEqual([false, 1, false])
  expect(err).toMatch(/^mainstay: The master key \S+master\.key is missing/)
}, 60_000)

test('of what Node made of the sources, only this version’s stays', () => {
  const compiled = join(folder, 'compiled')
  for (const name of ['old', 'v24.21.0-x64-of-before', 'mine']) mkdirSync(join(compiled, name), { recursive: true })
  removeOthers(compiled, 'mine')
  removeOthers(join(folder, 'not-there'), 'mine')
  expect(readdirSync(compiled)).toEqual(['mine'])
})
