import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BackupResult } from '@mainstay/contract/agent'
import { fromBase64Url, importPublicKey, manifestStatement, verify } from '@mainstay/envelope'
import { requireRestic, requireSqlite } from '@mainstay/testing'
import { runAgent, type RunningAgent } from '../src/index.ts'
import { problem } from './fake-server.ts'
import { createScene, policyOf, program, type Scene, until } from './scene.ts'

let scene: Scene
let agent: RunningAgent | null = null

beforeEach(async () => {
  scene = await createScene()
})
afterEach(async () => {
  await agent?.stop()
  agent = null
  await scene.close()
})

async function start(): Promise<RunningAgent> {
  agent = await runAgent({ server: scene.server.url, token: scene.token, data: scene.data, log: scene.log, program })
  return agent
}

test('a new machine enrols, sends its first points and its inventory, and keeps its identity to itself', async () => {
  const { identity } = await start()
  await until('the first batch', () => scene.server.batches.length > 0)
  const names = scene.server.batches[0]?.series.map(({ name }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['system.cpu.time', 'system.memory.usage', 'system.uptime', 'mainstay.agent.dropped_points']),
  )
  expect(scene.server.devices.get(identity.deviceId)?.publicKey).toBe(identity.publicKey)
  expect(statSync(join(scene.data, 'identity.json')).mode & 0o777).toBe(0o600)
  await until('the inventory', () => scene.server.inventories.length > 0)
  expect(scene.server.inventories[0]?.os.family).toBe('linux')
})

test('a second start uses the identity and needs no token', async () => {
  const first = await start()
  await first.stop()
  agent = await runAgent({ data: scene.data, log: scene.log, program })
  expect(agent.identity.deviceId).toBe(first.identity.deviceId)
  expect(scene.server.enrolments).toHaveLength(1)
})

test('a session that is over is opened anew, and the points arrive', async () => {
  const { identity } = await start()
  await until('the first batch', () => scene.server.batches.length > 0)
  scene.server.envelopes.push(await scene.technician.sign({ deviceId: identity.deviceId, kind: 'policy', args: policyOf() }))
  scene.server.wake()
  await until('the policy applied', () => scene.server.results.length > 0)
  scene.server.expireSessions()
  const before = scene.server.batches.length
  await until('more batches', () => scene.server.batches.length > before)
  expect(scene.server.calls.filter((path) => path === '/agent/v1/session').length).toBeGreaterThanOrEqual(2)
})

test('points that were collected while the server was away arrive later, each once and with their own time', async () => {
  const { identity } = await start()
  scene.server.envelopes.push(await scene.technician.sign({ deviceId: identity.deviceId, kind: 'policy', args: policyOf() }))
  await until('the policy applied', () => scene.server.results.length > 0)
  scene.server.intercept = (path) => (path === '/agent/v1/metrics' ? problem(503, 'platform.database-unavailable', 'Away.') : null)
  await new Promise((resolve) => setTimeout(resolve, 3500))
  scene.server.intercept = () => null
  const back = Date.now()
  await until('points from before', () => times(scene).some((at) => at < back) && times(scene).some((at) => at > back + 500))
  await until('an empty queue', () => readdir(join(scene.data, 'queue')).length === 0)
  const all = times(scene)
  expect(new Set(all).size).toBe(all.length)
  const gaps = [...all].sort((a, b) => a - b).map((at, i, sorted) => at - (sorted[i - 1] ?? at))
  expect(Math.max(...gaps)).toBeLessThan(1800)
  const names = scene.server.batches.map(({ bootId, seq }) => `${bootId} ${seq}`)
  expect(new Set(names).size).toBe(names.length)
})

test('a batch that the server refuses is set aside and not sent again', async () => {
  scene.server.intercept = (path) => (path === '/agent/v1/metrics' ? problem(400, 'monitoring.batch', 'No.') : null)
  await start()
  await until('the batch set aside', () => readdir(join(scene.data, 'queue', 'rejected')).length === 1)
  expect(readdir(join(scene.data, 'queue'))).toHaveLength(0)
})

test('envelopes of a stranger, of an older policy and of another device are refused with their reason', async () => {
  const { identity } = await start()
  const { deviceId } = identity
  const { generateKeyPair } = await import('@mainstay/envelope')
  const stranger = await generateKeyPair()
  const { technician } = scene
  scene.server.envelopes.push(
    await technician.sign({ deviceId, kind: 'policy', args: policyOf(), by: stranger }),
    await technician.sign({ deviceId, kind: 'policy', args: policyOf({ revision: 5 }) }),
    await technician.sign({ deviceId, kind: 'policy', args: policyOf({ revision: 4 }) }),
    await technician.sign({ deviceId, kind: 'policy', args: { v: 1 } }),
    await technician.sign({ deviceId, kind: 'script.run', args: {} }),
    await technician.sign({ deviceId: technician.clientId, kind: 'policy', args: policyOf({ revision: 9 }) }),
  )
  scene.server.wake()
  await until('six results', () => scene.server.results.length >= 6)
  expect(scene.server.results.map((r) => (r.kind === 'envelope' ? r.reason : r.kind))).toEqual([
    'trust.envelope-key-unknown',
    null,
    'agent.policy-older',
    'agent.policy-malformed',
    'agent.kind-unknown',
    'trust.envelope-wrong-target',
  ])
  expect(JSON.parse(readFileSync(join(scene.data, 'policy.json'), 'utf8')).revision).toBe(5)
})

test('a signed policy makes a backup by itself, with a signed manifest of the files as they were', async () => {
  const restic = requireRestic()
  const protectedFolder = join(scene.folder, 'protect')
  mkdirSync(join(protectedFolder, 'skip'), { recursive: true })
  for (let i = 0; i < 30; i += 1) writeFileSync(join(protectedFolder, `file-${i}`), `content ${i}`)
  writeFileSync(join(protectedFolder, 'skip', 'left-out'), 'x')
  requireSqlite()
  const [database, trace] = [join(scene.folder, 'app.db'), join(scene.folder, 'trace')]
  execFileSync('sqlite3', [database, 'create table orders(n)'])
  const policy = withBackup(protectedFolder)
  if (policy.backup !== null) {
    policy.backup.dumps = [{ engine: 'sqlite', path: database }]
    policy.backup.hooks = { after: { command: ['/bin/sh', '-c', `echo "$MAINSTAY_BACKUP" >> ${trace}`], timeoutSeconds: 10 } }
  }
  const { identity } = await start()
  scene.server.envelopes.push(await scene.technician.sign({ deviceId: identity.deviceId, kind: 'policy', args: policy }))
  scene.server.wake()
  const isBackup = (r: { kind: string }): r is BackupResult => r.kind === 'backup'
  await until('a backup', () => scene.server.results.some(isBackup), 30_000)
  const first = scene.server.results.find(isBackup)
  expect(first).toMatchObject({ outcome: 'done', exitCode: 0, filesProcessed: 31, policyRevision: 1, paths: [protectedFolder] })
  const { entries = [], candidates = 0, dropped = 0, signature = '' } = first?.manifest ?? {}
  expect({ entries: entries.length, candidates, dropped }).toEqual({ entries: 21, candidates: 31, dropped: 0 })
  expect(first?.parts).toMatchObject([{ kind: 'dump', name: entries[0]?.path }])
  expect(readFileSync(trace, 'utf8')).toBe('done\n')
  expect(entries.slice(1).every(({ path, size }) => readFileSync(path).length === size)).toBe(true)
  const key = await importPublicKey(fromBase64Url(identity.publicKey) ?? new Uint8Array())
  const statement = manifestStatement({ deviceId: identity.deviceId, snapshotId: first?.snapshotId ?? '', entries, candidates, dropped })
  expect(key !== null && (await verify(key, fromBase64Url(signature) ?? new Uint8Array(), statement))).toBe(true)
  expect(restic.path).toContain('restic')

  scene.server.envelopes.push(await scene.technician.sign({ deviceId: identity.deviceId, kind: 'backup.run', args: {} }))
  scene.server.wake()
  await until('a second backup, ordered', () => scene.server.results.filter(isBackup).length === 2, 30_000)
}, 90_000)

function withBackup(path: string) {
  return policyOf({
    backup: {
      paths: [path],
      excludes: ['skip'],
      everyMinutes: 60,
      rpoSeconds: 86_400,
      rtoSeconds: 3600,
      proofLevel: 'L2',
      proofExpiryDays: 31,
      sampleFiles: 20,
    },
  })
}

/** The instants of all collections that arrived. */
function times({ server }: Scene): number[] {
  return server.batches.flatMap(({ series }) => series.find(({ name }) => name === 'system.uptime')?.points.map(([at]) => at) ?? [])
}

function readdir(path: string): string[] {
  return readdirSync(path).filter((name) => name.endsWith('.gz'))
}
