/** Mail: messages a second through the whole path (durable, built-in scorer, next hop), and finding one among a year's deliveries. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@mainstay/kernel'
import pg from 'pg'
import { connectDatabase, oneClient, type RunningDatabase } from '../../src/platform/database/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { deriveSecret } from '../../src/platform/secrets/master-key.ts'
import { createClients } from '../../src/slices/clients/index.ts'
import { smtpClient } from '../../src/slices/mail/test/smtp-client.ts'
import { technician } from '../../src/slices/mail/test/scene.ts'
import { traceOf } from '../../src/slices/mail/views/trace.ts'
import { openStage, type Running, type Stage } from './crash-stage.ts'

const MESSAGES = 1000
const SENDERS = 20

/** Spread over the last 360 days; words as the gateway makes them. */
const FILL = `insert into mail_delivery (client_id, received_at, id, message_id, sender, recipient, domain, from_header, subject, message_header_id, source,
    size, sha256, cut, added_headers, envelope, verdict, reasons, authentication, state, attempts, words)
  select $1::uuid, now() - (($4::int - n)::float8 / $4::int) * interval '360 days', gen_random_uuid(), gen_random_uuid(), 'from' || n % 50000 || '@s' || n % 9973 || '.example',
    'person' || n % 200 || '@acme.example', 'acme.example', 'From', 'word' || n % 4999 || ' common' || n % 50, '<id' || n || '@s.example>', 'host [192.0.2.1]',
    9000, repeat('ab', 32), '{}', '', '{}', case when n % 4 = 0 then 'deliver' else 'quarantine' end, '[{"id":"score","weight":7,"text":"its content"}]', '{"summary":"spf=pass"}',
    case when n % 4 = 0 then 'delivered' else 'quarantined' end, 1,
    array_to_tsvector(array['from' || n % 50000 || '@s' || n % 9973 || '.example', 'from' || n % 50000, 's' || n % 9973, 'person' || n % 200 || '@acme.example',
      'person' || n % 200, 'acme', 'example', 'acme.example', 'word' || n % 4999, 'common' || n % 50, 'id' || n || '@s.example', 'id' || n])
  from generate_series($2::int, $3::int) n`

export type Measured = { name: string; value: number; unit: string; samples: number; target: string; met: boolean }

type Bench = { running: RunningDatabase; superuser: pg.Pool; print(result: Measured): void }

/** Starts a database of its own and leaves nothing. `millions`: rows of the trace. */
export async function measureMail(millions: number, print: Bench['print']): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-bench-mail-'))
  chmodSync(folder, 0o711)
  const masterKey = Buffer.alloc(32, 7)
  const running = await connectDatabase({ dataFolder: folder, databaseUrl: undefined, masterKey, log: silentLog() })
  const { host, port, superuser: user } = running.embedded ?? { host: '', port: 0, superuser: '' }
  const superuser = new pg.Pool({ host, port, user, password: deriveSecret(masterKey, 'database-superuser'), database: 'mainstay', max: 2 })
  superuser.on('error', () => {})
  try {
    await throughput({ running, superuser, print })
    await trace({ running, superuser, print }, millions)
  } finally {
    await superuser.end()
    await running.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function throughput({ running, print }: Bench): Promise<void> {
  const connections = { app: running.connection('app'), jobs: running.connection('jobs') }
  const stage = await openStage(running.database, connections, { scorer: true, fileThreads: 4 })
  const gateway = await stage.start()
  const warm = await openSession(gateway.port)
  for (let n = 0; n < 50; n++) await warm.send(message(n))
  await warm.end()
  for (const reused of [false, true]) await pass({ print, stage, port: gateway.port, reused })
  await sessions(gateway, print)
  await gateway.kill()
  await stage.close()
}

async function pass(o: { print: Bench['print']; stage: Stage; port: number; reused: boolean }): Promise<void> {
  const { print, stage, port, reused } = o
  const before = stage.sink.taken.length
  const started = performance.now()
  let next = 0
  const sender = async (): Promise<void> => {
    let session = await openSession(port)
    while (next < MESSAGES) {
      await session.send(message(next++))
      if (reused) continue
      await session.end()
      session = await openSession(port)
    }
    await session.end()
  }
  await Promise.all(Array.from({ length: SENDERS }, sender))
  const taken = (performance.now() - started) / 1000
  while (stage.sink.taken.length - before < MESSAGES && performance.now() - started < 120_000) await sleep(20)
  const seconds = (performance.now() - started) / 1000
  const arrived = stage.sink.taken.length - before
  const how = reused ? 'connections reused' : 'a connection for each message'
  const rate = (name: string, value: number, samples: number): void =>
    print({ name: `mail, ${name}, ${SENDERS} sessions, ${how}`, value, unit: 'messages/s', samples, target: '>= 200', met: value >= 200 })
  rate('taken durably', MESSAGES / taken, MESSAGES)
  rate('the same until the next hop has all', arrived / seconds, arrived)
}

/** Resident memory of the gateway's process with sessions that are each in the middle of a message, then with many that are idle. */
async function sessions(gateway: Running, print: Bench['print']): Promise<void> {
  const pid = gateway.threads().main
  const memory = (name: string, samples: number, most: number): void => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const megabytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1000
    print({ name: `mail, memory ${name}`, value: megabytes, unit: 'MB', samples, target: `<= ${most}`, met: megabytes <= most })
  }
  const open = await Promise.all(Array.from({ length: 100 }, () => openSession(gateway.port)))
  await Promise.all(open.map((one, n) => one.begin(message(n))))
  memory('with 100 sessions in the middle of a message', open.length, 300)
  await Promise.all(open.map((one) => one.finish()))
  await Promise.all(open.map((one) => one.end()))
  const idle = await Promise.all(Array.from({ length: 1000 }, () => openSession(gateway.port)))
  const held = (await Promise.all(idle.map((one) => one.noop()))).filter((reply) => reply.startsWith('250')).length
  print({ name: 'mail, idle sessions held', value: held, unit: 'sessions', samples: idle.length, target: '>= 1000', met: held >= 1000 })
  memory('with 1,000 idle sessions', idle.length, 300)
  await Promise.all(idle.map((one) => one.end()))
}

/** A dialogue for many messages; whatever is not taken ends the measurement. */
async function openSession(port: number) {
  const client = await smtpClient(port)
  const say = async (line: string, wanted: string): Promise<void> => {
    const reply = await client.say(line)
    if (!reply.startsWith(wanted)) throw new Error(`${line}: ${reply}`)
  }
  await say('EHLO client.example', '250')
  const begin = async (content: string): Promise<void> => {
    await say('MAIL FROM:<sender@example.org>', '250')
    await say('RCPT TO:<bob@acme.example>', '250')
    await say('DATA', '354')
    client.write(content)
  }
  const finish = async (): Promise<void> => {
    client.write('.\r\n')
    const reply = await client.read()
    if (!reply.startsWith('250')) throw new Error(`refused: ${reply}`)
  }
  return {
    begin,
    finish,
    send: async (content: string): Promise<void> => {
      await begin(content)
      await finish()
    },
    noop: () => client.say('NOOP'),
    end: async (): Promise<void> => {
      client.end()
    },
  }
}

/** About 6 KB of text and HTML, as much mail is. */
function message(n: number): string {
  const words = Array.from({ length: 60 }, (_, k) => `word${(n * 7 + k * 13) % 997}`).join(' ')
  const paragraphs = Array.from(
    { length: 8 },
    () => `<p style="margin:0">${words.slice(0, 300)} <a href="https://shop.example/item/${n}">here</a></p>\r\n`,
  ).join('')
  return `From: Shop ${n} <news${n}@shop.example>\r\nTo: bob@acme.example\r\nSubject: Order ${n} confirmed\r\nMessage-ID: <${n}@shop.example>\r\nDate: Tue, 24 Nov 2026 15:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n${words}\r\n${words}\r\n--b\r\nContent-Type: text/html\r\n\r\n<html><body>${paragraphs}</body></html>\r\n--b--\r\n`
}

async function trace({ running, superuser, print }: Bench, millions: number): Promise<void> {
  const { database } = running
  const clients = createClients({ database, clock: systemClock })
  const { id: clientId } = await clients.service.create(technician, { name: 'Year', zone: 'Etc/UTC', sameName: true })
  const rows = millions * 1_000_000
  for (let month = 0; month < 13; month++)
    await superuser.query("select mail_ensure_month((now() - $1 * interval '30 days')::date)", [month])
  await superuser.query('drop index mail_delivery_words')
  for (let from = 0; from < rows; from += 500_000) await superuser.query(FILL, [clientId, from, Math.min(rows, from + 500_000) - 1, rows])
  await superuser.query("set maintenance_work_mem = '1GB'; create index mail_delivery_words on mail_delivery using gin (words)")
  await superuser.query('analyze mail_delivery')
  const sought = 4_711_000 % rows
  const page = { page: 1, pageSize: 50 }
  const questions: [string, Parameters<typeof traceOf>[2]][] = [
    ['by sender', { ...page, words: `from${sought % 50_000}@s${sought % 9973}.example` }],
    ['by recipient and a word of the subject', { ...page, words: `person${sought % 200}@acme.example word${sought % 4999}` }],
    ['by its id', { ...page, words: `<id${sought}@s.example>` }],
    ['by a word that is in one of fifty', { ...page, words: 'common7' }],
    ['of a day', { ...page, from: daysAgo(100), to: daysAgo(99) }],
    ['quarantined, newest', { ...page, state: 'quarantined' }],
  ]
  for (const [what, query] of questions) {
    const seconds: number[] = []
    let found = 0
    for (let run = 0; run < 5; run++) {
      const started = performance.now()
      found = (await database.transaction(oneClient(clientId), (tx) => traceOf(tx, clientId, query))).deliveries.length
      seconds.push((performance.now() - started) / 1000)
    }
    if (found === 0) throw new Error(`nothing was found ${what}`)
    const worst = Math.max(...seconds)
    print({
      name: `mail, trace of ${millions} million, ${what}, slowest`,
      value: worst,
      unit: 's',
      samples: 5,
      target: '<= 1',
      met: worst <= 1,
    })
  }
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString()
}
