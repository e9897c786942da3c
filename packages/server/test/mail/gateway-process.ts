/** A gateway in a process of its own, to be killed: says `ready PORT`, looks at its queue when it reads a line, and ends with its parent. */
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { systemClock } from '@mainstay/kernel'
import type pg from 'pg'
import { openDatabase } from '../../src/platform/database/database.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { createBuiltInScorer, createMail, createModelSource } from '../../src/slices/mail/index.ts'

export type GatewayProcessOptions = { folder: string; connections: Record<'app' | 'jobs', pg.PoolConfig>; leaseMs: number; scorer: boolean }

const { folder, connections, leaseMs, scorer } = JSON.parse(process.argv[2] ?? '{}') as GatewayProcessOptions
const database = openDatabase((role) => (role === 'jobs' ? connections.jobs : connections.app), silentLog())
const mail = createMail({
  database,
  clock: systemClock,
  log: silentLog(),
  folder,
  // Nothing but the message makes calls: the queue is looked at on demand.
  settings: {
    name: 'mx.provider.example',
    host: '127.0.0.1',
    port: 0,
    tls: null,
    xclientFrom: [],
    proxyFrom: [],
    leaseMs,
    pollMs: 3_600_000,
    // One address sends everything here.
    limits: { perAddressPerMinute: 1_000_000, perAddressAtOnce: 2000 },
  },
  scanners: [],
  scorer: scorer
    ? createBuiltInScorer(systemClock, createModelSource({ file: join(folder, 'scorer.model'), now: Date.now, log: silentLog() }))
    : null,
  linkSecret: 'only-for-tests',
  publicUrl: () => '',
  addressOf: async () => null,
  desk: null,
  clients: async () => [],
  resolve: async (name) => {
    throw Object.assign(new Error(`${name} is not there`), { code: 'ENOTFOUND' })
  },
})
await mail.start({ mail: true })
process.stdout.write(`ready ${mail.gateway.port()}\n`)
createInterface({ input: process.stdin })
  .on('line', () => mail.gateway.wake())
  .on('close', () => process.exit())
