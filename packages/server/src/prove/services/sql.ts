/** Whether a query answers with at least so much: over the server's forwarded port, or by its own psql on its serial console. */
import { Socket } from 'node:net'
import pg from 'pg'
import type { ProofCheck } from '@mainstay/contract/recovery'
import type { Machine } from '../sandbox/machine.ts'
import { type Attempt, holds, notYet } from './attempt.ts'
import { consoleCommand } from './console-command.ts'
import { tryTcp } from './tcp.ts'

type SqlCheck = Extract<ProofCheck, { kind: 'sql' }>

export const POSTGRES_PORT = 5432
const WITHIN_MS = 30_000
const MAX_ANSWER = 4 * 1024 * 1024

export async function trySql(machine: Machine, check: SqlCheck, signal: AbortSignal): Promise<Attempt> {
  return check.login === undefined ? overNetwork(machine, check) : onConsole(machine, check, check.login, signal)
}

async function overNetwork(machine: Machine, check: SqlCheck): Promise<Attempt> {
  const guestPort = check.port ?? POSTGRES_PORT
  const port = machine.ports.get(guestPort)
  if (port === undefined) return notYet(`port ${guestPort} is not forwarded`)
  // A connection that QEMU took before the guest listened would wait for long after it does.
  const open = await tryTcp(machine, guestPort)
  if (open.kind !== 'holds') return open
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: check.user ?? 'postgres',
    database: check.database ?? check.user ?? 'postgres',
    // As a function: for an empty one the library would ask this machine's own files and variables.
    password: () => check.password ?? '',
    stream: () => bounded(new Socket()),
    ssl: false,
    connectionTimeoutMillis: WITHIN_MS,
    query_timeout: WITHIN_MS,
    options: `-c default_transaction_read_only=on -c statement_timeout=${WITHIN_MS}`,
  })
  // What comes after the end of the asking is nobody's.
  client.on('error', () => {})
  try {
    await client.connect()
    // One row of however many there are: the server of the other side is not trusted with this process's memory.
    const { rows } = await client.query<unknown[]>({ text: `select * from (${bare(check.query)}) answer limit 1`, rowMode: 'array' })
    return judged(check, rows[0]?.[0])
  } catch (error) {
    return notYet(`PostgreSQL on port ${guestPort}: ${error instanceof Error ? error.message.slice(0, 200) : 'no answer'}`)
  } finally {
    // A connection that was refused has nothing to end.
    void client.end().catch(() => undefined)
  }
}

async function onConsole(machine: Machine, check: SqlCheck, login: NonNullable<SqlCheck['login']>, signal: AbortSignal): Promise<Attempt> {
  const asked = ['psql', '--no-psqlrc', '--tuples-only', '--no-align', `--dbname=${check.database ?? 'postgres'}`]
  const port = check.port === undefined ? [] : [`--port=${check.port}`]
  const words = ['runuser', '-u', check.user ?? 'postgres', '--', ...asked, ...port, `--command=${check.query.replace(/\s*\n\s*/g, ' ')}`]
  const ran = await consoleCommand(machine, words.map(quoted).join(' '), login, signal)
  if (ran.kind === 'not-run') return notYet(ran.why)
  const line = ran.output
    .split('\n')
    .map((each) => each.trim())
    .find((each) => each !== '')
  if (ran.code !== 0) return notYet(`psql ended with ${ran.code}: ${(line ?? '').slice(0, 200)}`)
  return judged(check, line?.split('|')[0])
}

/** Whatever the other side sends, this process keeps little of it. */
function bounded(socket: Socket): Socket {
  let bytes = 0
  return socket.on('data', ({ length }: Buffer) => {
    bytes += length
    if (bytes > MAX_ANSWER) socket.destroy(new Error('it answered with more than was asked for'))
  })
}

function judged({ min }: SqlCheck, value: unknown): Attempt {
  if (value === undefined) return notYet('the query gave no row')
  const said = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  const number = Number.parseFloat(said)
  if (Number.isNaN(number)) return notYet(`the query gave ${said.slice(0, 100)}, which is no number`)
  return number >= min ? holds(`the query gave ${number}`) : notYet(`the query gave ${number}, at least ${min} was asked`)
}

/** Without the semicolon that a person puts at its end. */
function bare(query: string): string {
  return query.trim().replace(/;\s*$/, '')
}

/** For a shell of the guest. */
function quoted(word: string): string {
  return /^[A-Za-z0-9_./=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
