/** `mainstay simulate fleet`: devices that are enrolled for real, against a server of its own and one that runs. */
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { SimulateFleetOutput } from '@mainstay/contract/cli'
import { DeviceListSchema, LatestValuesSchema } from '@mainstay/contract/monitoring'
import { newId } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installation, newClient, refusedBySchema, runMainstay, signerOf, startInstallation } from './installation.ts'

let here: Installation
beforeAll(async () => {
  here = await startInstallation()
})
afterAll(() => here.stop())

const simulate = (...args: string[]): string[] => ['simulate', 'fleet', ...args]
const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => /^mainstay-(simulate|fleet)-/.test(name))

test('without a server it starts one, and leaves neither a process nor a folder', async () => {
  const before = leftovers()
  const { code, out, err } = await runMainstay(simulate('--devices', '3', '--interval', '0.5', '--duration', '3', '--json')).ended
  expect([code, err]).toEqual([0, expect.stringContaining('3 of 3 devices are enrolled')])
  const measured = JSON.parse(out) as SimulateFleetOutput
  expect(await refusedBySchema('simulate-fleet', measured)).toBeNull()
  expect(measured).toMatchObject({
    interrupted: false,
    devices: { asked: 3, enrolled: 3 },
    batches: { refused: 0, failed: 0 },
    reasons: [],
  })
  expect(measured.batches.accepted).toBeGreaterThanOrEqual(12)
  expect(measured.batches.sent).toBe(measured.batches.accepted)
  everySampleIsAccountedFor(measured)
  expect(measured.latencyMs.p50).toBeLessThanOrEqual(measured.latencyMs.p99 ?? 0)
  expect(leftovers()).toEqual(before)
  await expect(fetch(`${measured.server}/healthz`)).rejects.toThrow()
})

test('against a server that runs, its devices are devices there, with what they measured', async () => {
  const client = await newClient(here)
  const { code, out, err } = await here.run(
    ...simulate('--devices', '4', '--interval', '1', '--duration', '3', '--server', here.url, '--client', client, '--json'),
  )
  expect([code, err]).toEqual([0, expect.stringContaining('stay on the server')])
  const measured = JSON.parse(out) as SimulateFleetOutput
  const http = signerOf(here).context.http
  const listed = await http('GET', `/api/devices?clientId=${client}&sort=hostname&order=asc`, DeviceListSchema)
  expect(listed.rows.map((row) => row.hostname)).toEqual([1, 2, 3, 4].map((n) => `simulated-0000${n}`))
  const { values } = await http('GET', `/api/devices/${listed.rows[0]?.id}/latest`, LatestValuesSchema)
  expect(values.length).toBe(59)
  expect(measured.samples.measured % 59).toBe(0)
  everySampleIsAccountedFor(measured)
})

test('interrupted, it tells what was measured until then', async () => {
  const running = runMainstay(simulate('--devices', '2', '--interval', '0.5', '--duration', '3600', '--json'))
  await running.heard(/(2 of 2 devices are enrolled)/)
  await new Promise((resolve) => setTimeout(resolve, 2000))
  running.child.kill('SIGINT')
  const { code, out } = await running.ended
  expect(code).toBe(0)
  const measured = JSON.parse(out) as SimulateFleetOutput
  expect(measured.interrupted).toBe(true)
  expect(measured.batches.accepted).toBeGreaterThan(3)
  expect(measured.seconds).toBeLessThan(30)
  everySampleIsAccountedFor(measured)
})

test.each([
  [['--devices', '0', '--interval', '1', '--duration', '1'], /--devices is a whole number from 1 to 20000, not 0/],
  [['--devices', '1.5', '--interval', '1', '--duration', '1'], /--devices is a whole number/],
  [['--devices', '1', '--interval', 'x', '--duration', '1'], /--interval is a number from 0\.1 to 3600, not x/],
  [['--devices', '1', '--interval', '1', '--duration', '-1'], /--duration is a number from 1 to 86400, not -1/],
  [['--devices', '1', '--interval', '1'], /required option '--duration <seconds>' not specified/],
  [['--devices', '1', '--interval', '1', '--duration', '1', '--client', newId()], /--client needs --server/],
  [['--devices', '1', '--interval', '1', '--duration', '1', '--server', 'nowhere'], /nowhere is not an address/],
])('%s exits 64 with one line', async (args, message) => {
  const { code, out, err } = await here.run(...simulate(...args))
  expect([code, out]).toEqual([64, ''])
  expect(err).toMatch(message)
  expect(err.trim().split('\n')).toHaveLength(1)
})

test('a server that does not answer, and a client that is not there, are named before anything is enrolled', async () => {
  const args = simulate('--devices', '1', '--interval', '1', '--duration', '1')
  const away = await here.run(...args, '--server', 'http://127.0.0.1:9')
  expect([away.code, away.err]).toEqual([1, expect.stringContaining('does not answer')])
  const unknown = await here.run(...args, '--server', here.url, '--client', newId())
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringMatching(/no client/i)])
})

function everySampleIsAccountedFor({ samples }: SimulateFleetOutput): void {
  expect(samples.accepted + samples.rejected + samples.waiting + samples.dropped).toBe(samples.measured)
}
