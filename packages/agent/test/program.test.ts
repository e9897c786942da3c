import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTechnician } from './technician.ts'
import { createScene, policyOf, program, type Scene, until } from './scene.ts'

let scene: Scene
const running: ReturnType<typeof spawn>[] = []

beforeEach(async () => {
  scene = await createScene()
})
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  await scene.close()
})

function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(program.command, [...program.args, ...args], { env: { ...process.env, ...env } })
  running.push(child)
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk
  })
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  )
  return { child, ended, stderr: () => stderr }
}

test('a token that was used already ends with one line and exit code 77', async () => {
  const first = start(['run', '--server', scene.server.url, '--token', scene.token, '--data', scene.data])
  await until('the first batch', () => scene.server.batches.length > 0)
  first.child.kill('SIGTERM')
  expect((await first.ended).code).toBe(0)
  const { code, stderr } = await start(['run', '--server', scene.server.url, '--data', join(scene.folder, 'other')], {
    MAINSTAY_TOKEN: scene.token,
  }).ended
  expect(code).toBe(77)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toContain('used already')
})

test('a server with another key, and an authority that is not the one of the token, are not trusted', async () => {
  const stranger = await createTechnician()
  const otherServer = await scene.technician.token(stranger.key.publicKey)
  const result = await start([
    'run',
    '--server',
    scene.server.url,
    '--token',
    withSecretOf(otherServer.text, scene.token),
    '--data',
    scene.data,
  ]).ended
  expect(result).toMatchObject({ code: 77 })
  expect(result.stderr).toContain('its key has another hash')
  const [, , serverHash, secret] = scene.token.split('.')
  const otherGenesis = [scene.technician.clientId, stranger.genesisHash, serverHash, secret].join('.')
  const forged = await start(['run', '--server', scene.server.url, '--token', otherGenesis, '--data', scene.data]).ended
  expect(forged).toMatchObject({ code: 77 })
  expect(forged.stderr).toContain('trust.authority-genesis')
})

test('wrong arguments, a plain address and a missing enrolment each give one line and their exit code', async () => {
  const cases: [string[], number, string][] = [
    [['fly'], 64, 'there is no command "fly"'],
    [['run', '--nonsense'], 64, 'nonsense'],
    [['run', '--server', 'http://mainstay.example', '--token', scene.token, '--data', scene.data], 64, 'must begin with https://'],
    [['run', '--data', scene.data], 77, 'not enrolled yet'],
    [['run', '--server', scene.server.url, '--token', 'nonsense', '--data', scene.data], 77, 'not of the form'],
    [['run', '--data', '/proc/nowhere'], 73, 'data folder /proc/nowhere'],
  ]
  for (const [args, code, text] of cases) {
    const end = await start(args).ended
    expect({ code: end.code, lines: end.stderr.trim().split('\n').length }, args.join(' ')).toEqual({ code, lines: 1 })
    expect(end.stderr).toContain(text)
  }
}, 60_000)

test('a server that is away at enrolment is asked again until it is there', async () => {
  let away = 2
  scene.server.intercept = (path) => (path === '/agent/v1/enrol' && away-- > 0 ? { status: 503 } : null)
  const agent = start(['run', '--server', scene.server.url, '--token', scene.token, '--data', scene.data])
  await until('the first batch', () => scene.server.batches.length > 0)
  expect(agent.stderr()).toContain('the server is away, enrolment will be tried again')
  expect(new Set(scene.server.enrolments.map(({ publicKey }) => publicKey)).size).toBe(1)
})

test('a second agent on the same data folder is refused and names the first', async () => {
  const first = start(['run', '--server', scene.server.url, '--token', scene.token, '--data', scene.data])
  await until('the first batch', () => scene.server.batches.length > 0)
  const { code, stderr } = await start(['run', '--data', scene.data]).ended
  expect(code).toBe(73)
  expect(stderr).toContain(`process ${first.child.pid}`)
})

test('kill -9 while the server is away loses at most the collection in hand', async () => {
  const first = start(['run', '--server', scene.server.url, '--token', scene.token, '--data', scene.data])
  await until('the first batch', () => scene.server.batches.length > 0)
  const deviceId = [...scene.server.devices.keys()][0] ?? ''
  scene.server.envelopes.push(await scene.technician.sign({ deviceId, kind: 'policy', args: policyOf() }))
  scene.server.wake()
  await until('the policy applied', () => scene.server.results.length > 0)
  scene.server.intercept = (path) => (path === '/agent/v1/metrics' ? { status: 503 } : null)
  const from = Date.now()
  await new Promise((resolve) => setTimeout(resolve, 4000))
  first.child.kill('SIGKILL')
  const killed = Date.now()
  await first.ended
  scene.server.intercept = () => null
  start(['run', '--data', scene.data])
  const times = () =>
    scene.server.batches.flatMap(({ series }) => series.find(({ name }) => name === 'system.uptime')?.points.map(([at]) => at) ?? [])
  await until('the points of the dead agent', () => times().filter((at) => at > from && at < killed).length >= 3)
  const between = times().filter((at) => at > from && at < killed)
  expect(new Set(between).size).toBe(between.length)
}, 60_000)

test('a damaged identity is said, and not enrolled over', async () => {
  start(['run', '--server', scene.server.url, '--token', scene.token, '--data', scene.data])
  await until('the first batch', () => scene.server.batches.length > 0)
  running.splice(0).forEach((child) => child.kill('SIGKILL'))
  const path = join(scene.data, 'identity.json')
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, 40))
  await new Promise((resolve) => setTimeout(resolve, 200))
  const { code, stderr } = await start(['run', '--data', scene.data]).ended
  expect(code).toBe(77)
  expect(stderr).toContain('cannot be read')
})

test('collect prints one JSON document with utilization in it, and nothing else', async () => {
  const { code, stdout, stderr } = await start(['collect', '--once', '--json']).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const names = JSON.parse(stdout).map(({ name }: { name: string }) => name)
  expect(names).toEqual(
    expect.arrayContaining(['system.cpu.utilization', 'system.memory.usage', 'system.network.io', 'system.process.count']),
  )
})

test('the unit restarts always, except where a person is needed', async () => {
  const { stdout } = await start(['install', '--print-unit', '--data', '/srv/agent data']).ended
  expect(stdout).toContain('Restart=always')
  expect(stdout).toContain('RestartPreventExitStatus=64 73 77')
  expect(stdout).toContain('--data "/srv/agent data"')
})

/** The claims of one token with the secret of another, which the server knows. */
function withSecretOf(claims: string, token: string): string {
  return [...claims.split('.').slice(0, 3), token.split('.')[3]].join('.')
}
