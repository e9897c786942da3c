/** `npm run faults -- database [--seed N] [--moments N] [--write FILE]`: kill -9 at random moments under load; whatever was acknowledged must be there, once. */
import { rmSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openDatabase } from '../src/platform/database/database.ts'
import { runningDatabase } from '../src/platform/database/index.ts'
import { silentLog } from '../src/platform/log/index.ts'
import { loadOrCreateMasterKey } from '../src/platform/secrets/master-key.ts'
import { firstOwner } from '../test/load/console-session.ts'
import { addLoadDevices, type LoadDevice } from '../test/load/devices.ts'
import { keptPoints } from '../test/monitoring/kept-points.ts'
import { type Acknowledged, startLoad } from '../test/load/load.ts'
import { type Installation, installation, KINDS, strikeFirstStart } from './moments.ts'
import { chanceOf } from './seeded.ts'
import { leftOn } from './serve-tree.ts'
import { aligned } from './table.ts'

const { values } = parseArgs({ options: { seed: { type: 'string' }, moments: { type: 'string' }, write: { type: 'string' } } })
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const moments = Number(values.moments ?? 20)
if (!Number.isInteger(seed) || !Number.isInteger(moments) || moments < KINDS.length) {
  console.error(`--seed is a whole number, --moments one of at least ${KINDS.length}`)
  process.exit(64)
}
console.error(`seed ${seed}: the same moments again with --seed ${seed}`)

const chance = chanceOf(seed)
const plan = chance.shuffle(Array.from({ length: moments }, (_, n) => KINDS[n % KINDS.length] ?? 'whole tree'))
const lines = [
  '|  # | killed | after | state | acknowledged since | refused | lost | back after |',
  '| -: | --- | --: | --- | --: | --: | --: | --: |',
]
let lostInAll = 0

const running = await installation()
const masterKey = loadOrCreateMasterKey(join(running.data, 'server/master.key'))
const session = await firstOwner(running.urls()[0] ?? '', running.setupToken ?? '')
const devices = await withSuperuser((client) => addLoadDevices(client, masterKey, 3))
const load = startLoad({ urls: running.urls, session, agents: devices })
const started = performance.now()
for (const [n, kind] of plan.entries()) {
  const afterMs = kind === 'first start' ? chance.between(100, 3500) : chance.between(200, 3000)
  const whole = chance.between(0, 2) === 0
  const before = total(load.acknowledged)
  const refusedBefore = load.acknowledged.refused
  let back
  if (kind === 'first start') back = await strikeFirstStart(afterMs, whole)
  else {
    await sleep(afterMs)
    back = await running.strike(kind)
  }
  const lost = await lostNow(running, load.acknowledged)
  lostInAll += lost
  tell(
    `| ${n + 1} | ${kind} | ${afterMs} ms | ${back.state} | ${total(load.acknowledged) - before} | ${load.acknowledged.refused - refusedBefore} | ${lost} | ${back.seconds.toFixed(1)} s |`,
  )
}
await sleep(1000)
await load.stop()
const lostAtEnd = await lostNow(running, load.acknowledged)
const exit = await running.stop()
const left = await leftOn(running.data)
const { clients, points, unexpected } = load.acknowledged
const pointCount = [...points.values()].reduce((sum, times) => sum + times.length, 0)
const summary = [
  `Seed ${seed}, ${moments} moments in ${Math.round((performance.now() - started) / 1000)} s: ${clients.length} clients and ${pointCount} measurements were acknowledged, ${lostAtEnd} lost.`,
  `Requests that were refused with a clear error or had no answer, and were sent again: ${load.acknowledged.refused}. Answers of another kind: ${unexpected.length}.`,
  `In the end SIGTERM gave exit ${exit}; processes left: ${left.length}.`,
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.`,
]
console.log(summary.join('\n'))
if (unexpected.length > 0) console.error(`${[...new Set(unexpected)].slice(0, 10).join('\n')}\n${running.said()}`)
if (values.write !== undefined) writeFileSync(values.write, document())
rmSync(running.data, { recursive: true, force: true })
process.exit(lostInAll + lostAtEnd + unexpected.length + left.length === 0 && exit === 0 ? 0 : 1)

function tell(row: string): void {
  if (lines.length === 2) console.log(lines.join('\n'))
  lines.push(row)
  console.log(row)
}

/** How many of the acknowledged things are not there, or not exactly once. */
async function lostNow({ data }: Installation, acknowledged: Acknowledged): Promise<number> {
  const clients = [...acknowledged.clients]
  const sent = new Map([...acknowledged.points].map(([device, times]) => [device, [...times]]))
  const found = await withSuperuser(async (client) =>
    Number(
      (await client.query<{ n: string }>('select count(*) as n from clients_client where client_id = any ($1)', [clients])).rows[0]?.n,
    ),
  )
  const reached = runningDatabase(join(data, 'server'), masterKey)
  if (reached === null) throw new Error('the database does not run')
  const database = openDatabase(reached.connection, silentLog())
  const kept = await keptPoints(database, devices)
  await database.close()
  const missing = ({ deviceId }: LoadDevice): number => (sent.get(deviceId) ?? []).filter((at) => kept.get(deviceId)?.get(at) !== 1).length
  return clients.length - found + devices.reduce((sum, device) => sum + missing(device), 0)
}

async function withSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const reached = runningDatabase(join(running.data, 'server'), masterKey)
  if (reached === null) throw new Error('the database does not run')
  const client = new pg.Client({ ...reached.admin.config, database: reached.admin.database })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function total({ clients, points }: Acknowledged): number {
  return clients.length + [...points.values()].reduce((sum, times) => sum + times.length, 0)
}

function document(): string {
  return `# Faults of the database

What \`npm run faults -- database --seed ${seed} --moments ${moments} --write docs/faults-database.md\` found when it was last run. It starts the real \`mainstay serve\`, loads it through HTTP (a person who makes clients, three agents that send measurements one after the other, each sent again until it is acknowledged), and kills with \`kill -9\`:

- **whole tree**: the command, the server, PostgreSQL and its processes, at once;
- **Node alone**: the server; PostgreSQL is left behind, and the next start stops it;
- **PostgreSQL alone**: the server stays, answers 503 in the meantime, and starts it again;
- **first start**: a start on an empty folder, whole or Node alone; the next start must work, and stop cleanly.

After each moment everything acknowledged so far, from the beginning on, is looked for: each client is there, each measurement exactly once. Loss of power is another matter: what the disk does with an fsync is not tried here.

${aligned(lines)}

${summary.join('\n')}
`
}
