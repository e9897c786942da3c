/** The audit log checked from outside: the real command line against a real server whose database somebody meddled with. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type SignerServer, startSignerServer } from '@mainstay/server/test/signer-server'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openTerminal, type Ran, type Terminal } from './terminal.ts'

let server: SignerServer
let ada: Terminal
beforeAll(async () => {
  server = await startSignerServer()
  ada = openTerminal({ MAINSTAY_SERVER: server.url })
  await ada.run('key', 'new', '--name', 'Ada')
  const publicKey = String((await ada.run('key', 'show', '--json')).json()['publicKey'])
  await server.trust.signers.bootstrap({ publicKey, name: 'Ada', onServerMachine: true })
})
afterAll(async () => {
  ada.remove()
  await server.stop()
})
// A command with exit codes of its own leaves its code in the process.
afterEach(() => {
  process.exitCode = undefined
})

const audit = async (...args: string[]): Promise<Ran> => {
  process.exitCode = undefined
  return ada.run('audit', ...args)
}
const inFolder = (name: string): string => join(ada.folder, '..', name)

async function somethingHappened(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await server.newClient()
  await server.auditLog.sequence()
}

test('a log that nobody touched holds, here and in the file that was saved of it', async () => {
  await somethingHappened(3)
  await somethingHappened(2)
  const first = await audit('verify')
  expect(first).toMatchObject({ code: 0, out: 'The log holds: 6 entries, 2 signed checkpoints.\n' })
  const file = inFolder('log.jsonl')
  expect(await audit('save', file)).toMatchObject({ code: 0 })
  expect(await audit('save', file)).toMatchObject({ code: 1 })
  const again = await audit('verify', '--file', file, '--json')
  expect(again.json()).toMatchObject({ holds: true, size: 6, fault: null })
})

test('what was seen at the last check is remembered, and must still be there at the next', async () => {
  await somethingHappened(1)
  expect((await audit('verify')).out).toContain('and one kept outside')
})

test('a line of the file that was edited, and one that was taken out, are named', async () => {
  const file = inFolder('log.jsonl')
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const at = lines.findIndex((line) => line.includes('"index":2'))
  const edited = inFolder('edited.jsonl')
  writeFileSync(edited, lines.with(at, (lines[at] ?? '').replace('"actorKind":"system"', '"actorKind":"staff"')).join('\n'))
  const changed = await audit('verify', '--file', edited)
  expect(changed.code).toBe(2)
  expect(changed.out).toMatch(/^DOES NOT HOLD: entry 2 \(.*\) is not as it was written \[changed\]/)
  writeFileSync(edited, lines.toSpliced(at, 1).join('\n'))
  expect(await audit('verify', '--file', edited)).toMatchObject({ code: 2, out: expect.stringContaining('[gap]') })
  writeFileSync(edited, `${lines[0]}\nnot json\n`)
  expect(await audit('verify', '--file', edited)).toMatchObject({ code: 64, err: expect.stringContaining('line 2') })
})

test('rewritten with the server’s own key, the log still does not fit what was seen before', async () => {
  const kept = inFolder('checkpoint.json')
  writeFileSync(kept, JSON.stringify(await newest()))
  for (const table of ['audit_leaf', 'audit_node', 'audit_checkpoint']) await server.superuser(`delete from ${table}`)
  await server.superuser("update audit_head set size = 0, peaks = '{}'")
  await server.superuser("delete from audit_entry where action = 'clients.created' and id = (select max(id::text)::uuid from audit_entry)")
  await server.superuser('insert into audit_pending select client_id, id, leaf from audit_entry')
  await server.auditLog.sequence()
  await somethingHappened(4)
  const seen = await audit('verify')
  expect(seen).toMatchObject({ code: 2, out: expect.stringContaining('kept outside') })
  expect(seen.out).toContain('[rewritten]')
  // Somebody who never looked before sees nothing, until a colleague lends what was kept.
  const bob = openTerminal({ MAINSTAY_SERVER: server.url })
  await bob.run('key', 'new', '--name', 'Bob')
  const publicKey = String((await bob.run('key', 'show', '--json')).json()['publicKey'])
  await ada.run('key', 'trust', '--key', publicKey, '--name', 'Bob')
  await server.auditLog.sequence()
  process.exitCode = undefined
  expect(await bob.run('audit', 'verify')).toMatchObject({ code: 0 })
  process.exitCode = undefined
  expect(await bob.run('audit', 'verify', '--checkpoint', kept)).toMatchObject({ code: 2, out: expect.stringContaining('[rewritten]') })
  bob.remove()
})

async function newest(): Promise<{ serverPublicKey: string; checkpoint: unknown }> {
  const [row = {}] = await server.superuser(
    "select size::int as size, encode(root, 'hex') as root, at, signature from audit_checkpoint order by size desc limit 1",
  )
  const root = Buffer.from(String(row['root']), 'hex').toString('base64url')
  const at = row['at'] instanceof Date ? row['at'].toISOString() : ''
  return { serverPublicKey: server.trust.serverKey.publicKey, checkpoint: { ...row, v: 1, root, at } }
}
