/** A stage for crashes: a client, a next hop that keeps what it takes, and a gateway process that is killed and started again on the same data. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@mainstay/kernel'
import { sql } from 'kysely'
import { type Database, EVERY_CLIENT } from '../../src/platform/database/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { createClients } from '../../src/slices/clients/index.ts'
import { createMail } from '../../src/slices/mail/index.ts'
import { technician } from '../../src/slices/mail/test/scene.ts'
import { openSink, type Sink } from '../../src/slices/mail/test/sink.ts'
import { sendMail } from '../../src/slices/mail/test/smtp-client.ts'
import type { GatewayProcessOptions } from './gateway-process.ts'

export type Threads = { main: number; files: number }

export type Running = {
  port: number
  threads(): Threads
  exited: Promise<void>
  /** It looks at its queue, and reads domains anew. */
  wake(): void
  kill(): Promise<void>
}

export type Stage = {
  folder: string
  sink: Sink
  start(): Promise<Running>
  /** Sends a message of its own; whether it got a 250, under which id. */
  send(port: number, o?: { body?: string }): Promise<{ id: string; reply: string }>
  /** Until nothing is queued any more: what was lost of those that got a 250. */
  settle(running: Running): Promise<{ lost: string[] }>
  counts(): { sent: number; taken: number; twice: number }
  toHop(port: number): Promise<void>
  until(what: (rows: { state: string; attempts: number }[]) => boolean): Promise<void>
  close(): Promise<void>
}

const LEASE_MS = 400
const PROGRAM = join(import.meta.dirname, 'gateway-process.ts')

export async function openStage(
  database: Database,
  connections: GatewayProcessOptions['connections'],
  at: { folder?: string; domain?: string; scorer?: boolean; fileThreads?: number } = {},
): Promise<Stage> {
  const folder = at.folder ?? mkdtempSync(join(tmpdir(), 'mainstay-crash-'))
  const domain = at.domain ?? 'acme.example'
  const sink = await openSink()
  const mail = createMail({
    database,
    clock: systemClock,
    log: silentLog(),
    folder,
    settings: { name: 'x', host: '127.0.0.1', port: 0, tls: null, xclientFrom: [], proxyFrom: [] },
    scanners: [],
    scorer: null,
    linkSecret: 'only-for-tests',
    publicUrl: () => '',
    addressOf: async () => null,
    desk: null,
    clients: async () => [],
    resolve: async () => [],
  })
  const clients = createClients({ database, clock: systemClock })
  const { id: clientId } = await clients.service.create(technician, { name: 'Crash', zone: 'Europe/Berlin', sameName: true })
  const toHop = async (port: number): Promise<void> => {
    const hop = { host: '127.0.0.1', port, priority: 1, tls: 'none' as const }
    await mail.settings.setDomain(technician, clientId, domain, { verifyRecipients: true, nextHops: [hop] })
  }
  await toHop(sink.port)
  const taken: string[] = []
  let n = 0
  const arrivals = (id: string): number => sink.taken.filter(({ content }) => content.includes(`X-Id: ${id}.\r\n`)).length
  return {
    folder,
    sink,
    toHop,
    start: () => start({ folder, connections, leaseMs: LEASE_MS, scorer: at.scorer ?? false }, at.fileThreads ?? 1),
    send: async (port, o = {}) => {
      const id = `m${n++}`
      const content = `From: ann@example.org\r\nTo: bob@${domain}\r\nSubject: ${id}\r\nX-Id: ${id}.\r\n\r\n${o.body ?? 'Hello.'}\r\n`
      const reply = await sendMail(port, { from: 'ann@example.org', to: `bob@${domain}`, content }).catch((error: unknown) => String(error))
      if (reply.startsWith('250')) taken.push(id)
      return { id, reply }
    },
    settle: async (running) => {
      await sleep(LEASE_MS + 50)
      await drained(database, running)
      return { lost: taken.filter((id) => arrivals(id) === 0) }
    },
    counts: () => ({ sent: n, taken: taken.length, twice: taken.filter((id) => arrivals(id) > 1).length }),
    until: async (what) => {
      const look = () =>
        database.transaction(EVERY_CLIENT, (tx) =>
          sql<{ state: string; attempts: number }>`select state, attempts from mail_delivery`.execute(tx),
        )
      for (let n = 0; !what((await look()).rows); n++) {
        if (n > 200) throw new Error('it did not come to that within ten seconds')
        await sleep(50)
      }
    },
    close: async () => {
      await mail.stop()
      await sink.close()
      if (at.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A look at the queue takes what is due; what an instance that was killed had claimed is due when its lease is over. */
async function drained(database: Database, running: Running): Promise<void> {
  for (let n = 0; n < 200; n++) {
    running.wake()
    const queued = await database.transaction(EVERY_CLIENT, async (tx) => {
      await sql`update mail_delivery set next_attempt_at = now() where state = 'queued' and next_attempt_at > now()`.execute(tx)
      return (await sql<{ n: number }>`select count(*)::int as n from mail_delivery where state = 'queued'`.execute(tx)).rows[0]?.n
    })
    if (queued === 0) return
    await sleep(100)
  }
  throw new Error('mail is still queued after twenty seconds')
}

/** With one thread for files the same message makes the same calls in the same order. */
async function start(options: GatewayProcessOptions, fileThreads: number): Promise<Running> {
  // As the command starts the server (cli, server-process.ts).
  const child: ChildProcess = spawn(process.execPath, ['--max-semi-space-size=4', PROGRAM, JSON.stringify(options)], {
    env: { ...process.env, MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: String(fileThreads) },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text))
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const port = await new Promise<number>((done, fail) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const found = /^ready (\d+)$/m.exec(out)?.[1]
      if (found !== undefined) done(Number(found))
    })
    void exited.then(() => fail(new Error(`the gateway ended: ${err.slice(-2000)}`)))
  })
  const pid = child.pid ?? 0
  child.stdin?.on('error', () => {})
  return {
    port,
    exited,
    threads: () => ({ main: pid, files: threadOf(pid, 'libuv-worker') }),
    wake: () => child.stdin?.write('\n'),
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function threadOf(pid: number, name: string): number {
  const found = readdirSync(`/proc/${pid}/task`).find((tid) => readFileSync(`/proc/${pid}/task/${tid}/comm`, 'utf8').trim() === name)
  if (found === undefined) throw new Error(`no thread ${name}`)
  return Number(found)
}
