/** One simulated device against a server of the test that answers as it is told. */
import { createServer as createHttp, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { createServer, type Session } from '@mainstay/agent/wire'
import { type MetricsBatch, MetricsBatchSchema } from '@mainstay/contract/agent'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runDevice } from './device.ts'
import { createTally, type Tally } from './tally.ts'

let http: HttpServer
let got: MetricsBatch[]
let answer: (batch: MetricsBatch) => { status: number; body: string; headers?: Record<string, string> }
let tally: Tally
const SERIES = 59

beforeEach(async () => {
  got = []
  tally = createTally()
  answer = taken
  http = createHttp((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const batch = MetricsBatchSchema.parse(JSON.parse(gunzipSync(Buffer.concat(parts)).toString()))
      got.push(batch)
      const { status, body, headers } = answer(batch)
      response.writeHead(status, headers).end(body)
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  http.closeAllConnections()
  http.close()
})

function taken({ series }: MetricsBatch) {
  const accepted = series.reduce((sum, one) => sum + one.points.length, 0)
  return { status: 200, body: JSON.stringify({ v: 1, accepted, rejected: [], clockSkewSeconds: 0 }) }
}

/** Runs for a while, every 50 ms, and gives the points that still wait. */
async function run(ms: number, random = () => 0): Promise<number> {
  const server = createServer(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, '1.0.0')
  const session: Session = { call: (call) => server.call({ ...call, token: 't' }), token: async () => 't' }
  const stopping = new AbortController()
  const running = runDevice({ seed: 1, session, intervalMs: 50, tally, signal: stopping.signal, random })
  await new Promise((resolve) => setTimeout(resolve, ms))
  stopping.abort()
  return running
}

const pointsIn = (batches: readonly MetricsBatch[]): number =>
  batches.flatMap((batch) => batch.series).reduce((sum, series) => sum + series.points.length, 0)

test('it sends gzip batches of a real agent, numbered one after the other, and counts what was acknowledged', async () => {
  expect(await run(500)).toBe(0)
  expect(got.length).toBeGreaterThan(5)
  expect(got.map((batch) => batch.seq)).toEqual(got.map((_, n) => n))
  expect(new Set(got.map((batch) => batch.bootId)).size).toBe(1)
  expect(tally).toMatchObject({ sent: got.length, accepted: got.length, refused: 0, failed: 0 })
  // A measurement that falls due while one is under way travels with the next batch.
  const measured = pointsIn(got)
  expect(measured % SERIES).toBe(0)
  expect(tally.samples).toEqual({ measured, accepted: measured, rejected: 0, dropped: 0 })
  expect(tally.times).toHaveLength(got.length)
})

test('what gets no answer is kept, comes again as the same batch, and the rest follows it', async () => {
  let away = 2
  answer = (batch) => (away-- > 0 ? { status: 503, body: '{"code":"monitoring.busy"}' } : taken(batch))
  expect(await run(700)).toBe(0)
  const [first, again, third, ...more] = got
  expect(again).toEqual({ ...first, sentAt: again?.sentAt })
  expect(third).toEqual({ ...first, sentAt: third?.sentAt })
  expect(more[0]?.seq).toBe((first?.seq ?? 0) + 1)
  expect(tally).toMatchObject({ failed: 2, accepted: got.length - 2 })
  expect([...tally.reasons]).toEqual([['the server answered 503 monitoring.busy', 2]])
  // Nothing that was measured meanwhile was lost.
  expect(pointsIn(got.slice(2))).toBe(tally.samples.measured)
})

test('a server that stays away is asked less and less, and what no longer fits is counted', async () => {
  answer = () => ({ status: 503, body: '' })
  const waiting = await run(3600, () => 0.5)
  // 50 ms apart it could have asked 70 times: half of 1 s, 2 s and so on lie between.
  expect(got.length).toBeLessThan(6)
  expect(tally.samples.dropped).toBeGreaterThan(0)
  expect(waiting + tally.samples.dropped).toBe(tally.samples.measured)
})

test('a refused batch is not sent again, and its reason is told', async () => {
  let refused = false
  answer = (batch) => {
    if (refused) return taken(batch)
    refused = true
    return { status: 400, body: '{"code":"platform.invalid-input"}' }
  }
  expect(await run(300)).toBe(0)
  expect(new Set(got.map((batch) => batch.seq)).size).toBe(got.length)
  expect(tally).toMatchObject({ refused: 1, samples: { rejected: SERIES } })
  expect([...tally.reasons.keys()]).toEqual(['the server answered 400 platform.invalid-input'])
})

test('series that the server does not take, and an answer that is no answer, are counted as what they are', async () => {
  answer = (batch) =>
    batch.seq === 0
      ? { status: 200, body: '<html>' }
      : {
          status: 200,
          body: JSON.stringify({
            v: 1,
            accepted: SERIES - 1,
            rejected: [{ series: 3, points: 1, reason: 'too old' }],
            clockSkewSeconds: 0,
          }),
        }
  await run(200)
  expect(tally.reasons.get('the answer is not one of a Mainstay server')).toBe(1)
  expect(tally.reasons.get('too old')).toBe(got.length - 1)
  expect(tally.samples.accepted).toBe((SERIES - 1) * (got.length - 1))
})
