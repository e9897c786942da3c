/** A platform moves: export, import on another data folder, and what outsiders know of it still holds there. */
import { copyFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { ClientListSchema, ClientSchema } from '@mainstay/contract/clients'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSigner } from '../src/signer/open-signer.ts'
import { refusedBySchema, runMainstay, type Running, type Said } from './installation.ts'

let folder: string
const servers: Running[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-move-cli-'))
  chmodSync(folder, 0o711)
})
afterAll(async () => {
  for (const server of servers) await stop(server)
  rmSync(folder, { recursive: true, force: true })
})

const at = (...names: string[]): string => join(folder, ...names)
const mainstay = (args: string[], env: Record<string, string> = {}): Promise<Said> =>
  runMainstay(args, { MAINSTAY_CONFIG_DIR: at('config'), ...env }).ended

async function serve(data: string): Promise<{ url: string; link: string | null; server: Running }> {
  const server = runMainstay(['serve', '--data', data, '--port', '0', '--no-local-agent'], { MAINSTAY_CONFIG_DIR: at('config') })
  servers.push(server)
  const url = (await server.heard(/^ready (\S+)$/m)).trim()
  const link = await Promise.race([server.heard(/^first sign-in (\S+)$/m), new Promise<null>((resolve) => setTimeout(resolve, 500, null))])
  return { url, link, server }
}

async function stop(server: Running): Promise<number | null> {
  server.child.kill('SIGTERM')
  return (await server.ended).code
}

const signer = (url: string) => openSigner({ configDir: at('config'), serverUrl: url })
async function clients(url: string, ...names: string[]): Promise<string[]> {
  const made: string[] = []
  for (const name of names)
    made.push((await signer(url).context.http('POST', '/signer/v1/clients', ClientSchema, { name, zone: 'Etc/UTC' })).id)
  return made
}

test('the audit log moves whole: it is verified there against what was kept before, and grows from where it was', async () => {
  const first = await serve(at('old'))
  await clients(first.url, 'Acme', 'Nordlicht')
  expect(await stop(first.server)).toBe(0)
  // At a start the entries get their places, and a checkpoint is signed.
  const second = await serve(at('old'))
  const before = await mainstay(['audit', 'verify', '--server', second.url, '--json'])
  expect(before.code).toBe(0)
  const seen = JSON.parse(before.out) as { size: number; checkpoints: number }
  expect(seen.size).toBeGreaterThanOrEqual(3)
  // One more, which has no place yet, and a token that no machine has used.
  const [late = ''] = await clients(second.url, 'After the checkpoint')
  const { token } = JSON.parse((await mainstay(['token', '--server', second.url, '--client', late, '--json'])).out) as { token: string }

  const exported = await mainstay(['export', at('export'), '--data', at('old'), '--json'])
  expect([exported.code, await refusedBySchema('export', JSON.parse(exported.out))]).toEqual([0, null])
  expect(rowsOf('public.audit_pending').length).toBeGreaterThan(0)
  for (const table of ['audit_leaf', 'audit_node', 'audit_head', 'audit_checkpoint'])
    expect([table, rowsOf(`public.${table}`).length > 0]).toEqual([table, true])
  expect(rowsOf('public.trust_enrolment_token')).toEqual([])
  expect(rowsOf('public.identity_setup')).toEqual([])
  expect(await stop(second.server)).toBe(0)

  mkdirSync(at('new', 'server'), { recursive: true, mode: 0o711 })
  chmodSync(at('new'), 0o711)
  copyFileSync(at('old', 'server', 'master.key'), at('new', 'server', 'master.key'))
  const imported = await mainstay(['import', at('export'), '--data', at('new'), '--json'])
  expect([imported.code, imported.err]).toEqual([0, ''])
  expect(await refusedBySchema('import', JSON.parse(imported.out))).toBeNull()

  const moved = await serve(at('new'))
  // The checkpoint that this machine kept of the old server fits the new one.
  const after = await mainstay(['audit', 'verify', '--server', moved.url])
  expect(after.out).toMatch(/^The log holds: \d+ entries, \d+ signed checkpoints, and one kept outside\.$/m)
  const grown = JSON.parse((await mainstay(['audit', 'verify', '--server', moved.url, '--json'])).out) as typeof seen
  expect(grown.size).toBeGreaterThan(seen.size)
  expect(grown.checkpoints).toBeGreaterThan(seen.checkpoints)
  const { clients: there } = await signer(moved.url).context.http('GET', '/signer/v1/clients', ClientListSchema)
  expect(there.map((one) => one.name).sort()).toEqual(['Acme', 'After the checkpoint', 'Nordlicht'])
  // The link and the token of the old server are good for nothing here; nobody had signed in, so there is a new link.
  expect(moved.link).not.toBeNull()
  expect(moved.link?.split('#')[1]).not.toBe(second.link?.split('#')[1])
  const enrol = await mainstay(['agent', 'run', '--server', moved.url, '--data', at('agent')], { MAINSTAY_TOKEN: token })
  expect([enrol.code, existsSync(at('agent', 'identity.json'))]).toEqual([77, false])
  expect(await stop(moved.server)).toBe(0)
})

function rowsOf(table: string): string[] {
  return gunzipSync(readFileSync(at('export', 'tables', `${table}.csv.gz`)))
    .toString()
    .trim()
    .split('\n')
    .slice(1)
}
