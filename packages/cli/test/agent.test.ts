/** `mainstay agent`: the real agent, by itself and against a real server. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, newClient, refusedBySchema, runMainstay, startInstallation } from './installation.ts'

let here: Installation
beforeAll(async () => {
  here = await startInstallation()
})
afterAll(() => here.stop())

type Measured = { name: string; unit: string; value: number; attributes: Record<string, string>; at: string }

test('collect prints one collection and nothing else, without a server', async () => {
  const { code, out, err } = await runMainstay(['agent', 'collect', '--once', '--json'], { MAINSTAY_SERVER: 'http://127.0.0.1:9' }).ended
  expect([code, err]).toEqual([0, ''])
  const measured = JSON.parse(out) as Measured[]
  for (const one of measured) expect(Object.keys(one).sort()).toEqual(['at', 'attributes', 'name', 'unit', 'value'])
  expect(await refusedBySchema('agent-collect', measured)).toBeNull()
  const of = (name: string): Measured[] => measured.filter((one) => one.name === name)
  const total = Number(/MemTotal:\s+(\d+) kB/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024
  expect(of('system.memory.limit')).toMatchObject([{ unit: 'By', value: total }])
  // What needs a difference is there at the first collection too.
  expect(of('system.cpu.utilization').reduce((sum, one) => sum + one.value, 0)).toBeCloseTo(1, 1)
  expect(of('system.filesystem.usage').some((one) => one.attributes['system.filesystem.mountpoint'] === '/')).toBe(true)
  expect(measured.every((one) => Math.abs(Date.parse(one.at) - Date.now()) < 60_000)).toBe(true)
})

test('run enrols this machine with a minted token, is a device then, and stops when it is told to', async () => {
  const client = await newClient(here)
  const { token } = JSON.parse((await here.run('token', '--client', client, '--json')).out) as { token: string }
  const data = join(here.folder, 'agent')
  const agent = here.start(['agent', 'run', '--server', here.url, '--token', token, '--data', data])
  await agent.heard(/"message":"(agent started)"/)
  // One process, whose command line shows no token.
  const commandLine = readFileSync(`/proc/${agent.child.pid}/cmdline`, 'utf8')
  expect(commandLine).toContain('run')
  expect(commandLine).not.toContain(token.split('.')[3])
  const identity = JSON.parse(readFileSync(join(data, 'identity.json'), 'utf8')) as { clientId: string; server: string }
  expect(identity).toMatchObject({ clientId: client, server: here.url })
  agent.child.kill('SIGTERM')
  expect((await agent.ended).code).toBe(0)
  // Enrolled, it needs neither server nor token.
  const again = here.start(['agent', 'run', '--data', data])
  await again.heard(/"message":"(agent started)"/)
  again.child.kill('SIGTERM')
  expect((await again.ended).code).toBe(0)
  // The token was for one machine.
  const other = await here.run('agent', 'run', '--server', here.url, '--token', token, '--data', join(here.folder, 'other'))
  expect(other.code).toBe(77)
  expect(other.err).toMatch(/mainstay-agent: .*token/i)
})

test.each([
  [['agent', 'collect'], /required option '--once' not specified/],
  [['agent', 'collect', '--once'], /required option '--json' not specified/],
  [['agent', 'collect', '--once', '--json', '--twice'], /unknown option '--twice'/],
  [['agent', 'fly'], /unknown command 'fly'/],
  [['agent', 'run', '--server', 'http://192.0.2.1', '--token', 'x'], /192\.0\.2\.1/],
  [['agent', 'run', '--server', 'http://127.0.0.1:9', '--sever'], /unknown option '--sever'/],
])('%s exits 64 with one line', async (args, message) => {
  const data = join(here.folder, 'never')
  const { code, out, err } = await here.run(...args, ...(args[1] === 'run' ? ['--data', data] : []))
  expect([code, out]).toEqual([64, ''])
  expect(err).toMatch(message)
  expect(err.trim().split('\n')).toHaveLength(1)
  expect(existsSync(join(data, 'identity.json'))).toBe(false)
})

test('an agent that was never enrolled says what it needs', async () => {
  const { code, err } = await here.run('agent', 'run', '--data', join(here.folder, 'nobody'))
  expect(code).toBe(77)
  expect(err).toMatch(/--server.*--token|token/)
})
