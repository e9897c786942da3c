/** The device list of 5,000 devices, and the last values of 1,000: at the API, while the fleet is known and states are written. */
import type { Actor } from '../src/platform/auth/index.ts'
import { createAgent } from './fleet.ts'
import { print, quantile } from './machine.ts'
import { type BenchServer, startBenchServer } from '../test/monitoring/bench-server.ts'

const DEVICES = 5000
const MEASURED = 1000
const STAFF: Actor = { kind: 'staff', id: 'bench', name: 'bench', permissions: new Set(['monitoring.read']), clients: 'all' }

const server = await startBenchServer({ clients: 50, devices: DEVICES })
try {
  await sendOnce(server)
  await measureList(server)
  await measureLatest(server)
  await measureSeries(server)
} finally {
  await server.stop()
}

/** 1,000 devices send what they measured; the rest have a state as the watch would have written it. */
async function sendOnce({ monitoring, devices, superuser }: BenchServer): Promise<void> {
  const shape = { pointsInBatch: 60, intervalMs: 10_000, decimals: null, jitterMs: 3 }
  for (const [i, device] of devices.slice(0, MEASURED).entries()) {
    const now = new Date()
    const series = createAgent(i, shape, now.getTime() - 601_000).collect()
    await monitoring.ingestBatch(device, { v: 1, bootId: 'benchmark', seq: 0, sentAt: now.getTime(), series }, now)
  }
  await superuser.query(`insert into monitoring_device_state
    select client_id, id, (array['ok', 'ok', 'ok', 'warning', 'critical', 'unknown'])[1 + floor(random() * 6)], 'Disk / is 96 % full (limit 95 %)', now(), random(), random(), random(), now()
    from devices_device on conflict do nothing`)
  await superuser.query('analyze')
}

async function measureList({ http }: BenchServer): Promise<void> {
  const queries = [
    '',
    'sort=hostname&page=50',
    'sort=cpu&order=desc',
    'sort=client&page=7',
    'state=critical&sort=disk&order=desc',
    'q=srv-a&os=linux',
    'sort=lastSeen&page=99',
  ]
  const times: number[] = []
  for (let n = 0; n < 210; n++) {
    const started = performance.now()
    const answer = await http.inject({ url: `/api/devices?${queries[n % queries.length]}` })
    if (answer.statusCode !== 200) throw new Error(answer.body)
    // The first of each warms the connection and the plan.
    if (n >= queries.length) times.push(performance.now() - started)
  }
  const p95 = quantile(times, 0.95)
  print({ name: 'device list of 5,000, p95 at the API', value: p95, unit: 'ms', samples: times.length, target: '<= 100', met: p95 <= 100 })
  print({ name: 'device list of 5,000, p50 at the API', value: quantile(times, 0.5), unit: 'ms', samples: times.length })
}

/** The view itself, for all: as a dashboard or a rule would read it. */
async function measureLatest({ http, monitoring, devices }: BenchServer): Promise<void> {
  const { views } = monitoring
  const times = Array.from({ length: 20 }, () => {
    const started = performance.now()
    const values = devices.slice(0, MEASURED).reduce((sum, device) => sum + views.latest(device).length, 0)
    if (values !== MEASURED * 59) throw new Error(`${values} values`)
    return performance.now() - started
  })
  const median = quantile(times, 0.5)
  print({
    name: 'last values of 1,000 devices (59,000 series)',
    value: median,
    unit: 'ms',
    samples: times.length,
    target: '<= 50',
    met: median <= 50,
  })
  const single: number[] = []
  for (const device of devices.slice(0, 200)) {
    const started = performance.now()
    await http.inject({ url: `/api/devices/${device.deviceId}/latest` })
    single.push(performance.now() - started)
  }
  print({ name: 'last values of one device, p95 at the API', value: quantile(single, 0.95), unit: 'ms', samples: single.length })
}

async function measureSeries({ monitoring, devices }: BenchServer): Promise<void> {
  const times: number[] = []
  for (const device of devices.slice(0, 200)) {
    const started = performance.now()
    const to = new Date()
    const answer = await monitoring.service.series(STAFF, device.deviceId, {
      name: 'system.cpu.utilization',
      from: new Date(to.getTime() - 3_600_000),
      to,
      points: 300,
    })
    if (answer.series.length !== 7) throw new Error('series are missing')
    times.push(performance.now() - started)
  }
  print({ name: 'seven series of the last hour, p95', value: quantile(times, 0.95), unit: 'ms', samples: times.length })
}
