/** Hands messages to next hops over Nodemailer's connection; open ones are kept for a moment, and of each hop there are not more than a few. */
import type { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { type NextHop, nameOf } from '../domain/next-hop.ts'
import type { Attempt, EnvelopeWishes } from './delivery.ts'

export type Outgoing = { sender: string; recipient: string; envelope: EnvelopeWishes; size: number; open(): Readable }

export type Connections = { send(hop: NextHop, message: Outgoing): Promise<Attempt>; close(): void }

/** Milliseconds. */
export type Patience = { connect: number; greeting: number; reply: number }
export const DEFAULT_PATIENCE: Patience = { connect: 20_000, greeting: 60_000, reply: 300_000 }

const PER_HOP = 10
const IDLE_MS = 3000

type Pool = { idle: { connection: SMTPConnection; timer: NodeJS.Timeout }[]; open: number; waiting: (() => void)[] }

export function createConnections({ name, patience }: { name: string; patience: Patience }): Connections {
  const pools = new Map<string, Pool>()
  const poolOf = (key: string): Pool => {
    const pool = pools.get(key) ?? { idle: [], open: 0, waiting: [] }
    pools.set(key, pool)
    return pool
  }
  return {
    send: async (hop, message) => {
      const pool = poolOf(`${nameOf(hop)} ${hop.tls} ${hop.login?.user ?? ''}`)
      if (pool.open >= PER_HOP) await new Promise<void>((turn) => pool.waiting.push(turn))
      pool.open++
      try {
        return await sendOver(pool, hop, message, name, patience)
      } finally {
        pool.open--
        pool.waiting.shift()?.()
      }
    },
    close: () => {
      for (const pool of pools.values()) {
        for (const { connection, timer } of pool.idle.splice(0)) {
          clearTimeout(timer)
          connection.close()
        }
      }
    },
  }
}

async function sendOver(pool: Pool, hop: NextHop, message: Outgoing, name: string, patience: Patience): Promise<Attempt> {
  const kept = takeIdle(pool)
  if (kept !== null) {
    const attempt = await sendOn(kept, hop, message)
    // A connection that was kept may have ended meanwhile: that says nothing about the server.
    if (attempt.kind !== 'away') return finish(pool, kept, attempt)
    kept.close()
  }
  const connection = await connect(hop, name, patience)
  if (!(connection instanceof SMTPConnection)) return connection
  return finish(pool, connection, await sendOn(connection, hop, message))
}

function takeIdle(pool: Pool): SMTPConnection | null {
  const one = pool.idle.pop()
  if (one === undefined) return null
  clearTimeout(one.timer)
  one.connection.removeAllListeners('end')
  return one.connection
}

/** After anything but success the state of the dialogue is not known: such a connection is not used again. */
function finish(pool: Pool, connection: SMTPConnection, attempt: Attempt): Attempt {
  if (attempt.kind !== 'delivered') {
    connection.close()
    return attempt
  }
  const forget = (): void => {
    pool.idle = pool.idle.filter((one) => one.connection !== connection)
  }
  const timer = setTimeout(() => {
    forget()
    connection.quit()
  }, IDLE_MS)
  connection.once('end', () => {
    clearTimeout(timer)
    forget()
  })
  pool.idle.push({ connection, timer })
  return attempt
}

function connect(hop: NextHop, name: string, patience: Patience): Promise<SMTPConnection | Attempt> {
  const connection = new SMTPConnection({
    host: hop.host,
    port: hop.port,
    name,
    ignoreTLS: hop.tls === 'none',
    requireTLS: hop.tls === 'required' || hop.tls === 'verified',
    opportunisticTLS: hop.tls === 'opportunistic',
    connectionTimeout: patience.connect,
    greetingTimeout: patience.greeting,
    socketTimeout: patience.reply,
    allowInternalNetworkInterfaces: true,
    tls: { rejectUnauthorized: hop.tls === 'verified' },
  })
  return new Promise((done) => {
    connection.on('error', (error) => done(attemptOf(error, hop)))
    connection.once('end', () => done({ kind: 'away', reply: 'the server closed the connection', nextHop: nameOf(hop) }))
    connection.connect((error) => {
      if (error) done(attemptOf(error, hop))
      else if (hop.login === undefined) ready()
      else
        connection.login({ credentials: { user: hop.login.user, pass: hop.login.password } }, (refused) => {
          if (!refused) return ready()
          done(attemptOf(refused, hop))
          connection.close()
        })
    })
    const ready = (): void => {
      connection.removeAllListeners('end')
      done(connection)
    }
  })
}

function sendOn(connection: SMTPConnection, hop: NextHop, message: Outgoing): Promise<Attempt> {
  const { sender, recipient, size, envelope } = message
  const { dsn } = envelope
  return new Promise((done) => {
    const ended = (): void => done({ kind: 'away', reply: 'the server closed the connection', nextHop: nameOf(hop) })
    connection.once('end', ended)
    connection.send(
      {
        from: sender === '' ? false : sender,
        to: recipient,
        size,
        use8BitMime: envelope.eightBit,
        ...(dsn === null ? {} : { dsn: { ret: dsn.ret, envid: dsn.envid, notify: dsn.notify, orcpt: dsn.orcpt } }),
      },
      message.open(),
      (error, info) => {
        connection.removeListener('end', ended)
        if (error) done(attemptOf(error, hop))
        else done({ kind: 'delivered', reply: info?.response ?? '250', nextHop: nameOf(hop) })
      },
    )
  })
}

/** A refusal counts only as the answer to this message: a server that refuses everybody (greeting, STARTTLS) is away. */
const OF_THE_MESSAGE = ['MAIL FROM', 'RCPT TO', 'DATA']

function attemptOf(error: Error, hop: NextHop): Attempt {
  const {
    responseCode = 0,
    response,
    command = '',
    code = '',
  } = error as { responseCode?: number; response?: string; command?: string; code?: string }
  const reply = (response ?? error.message).slice(0, 500)
  const kind = (): Attempt['kind'] => {
    // Ours could not be read: no fault of the server, and not for good.
    if (code === 'ESTREAM') return 'later'
    if (responseCode === 421 || !OF_THE_MESSAGE.includes(command)) return 'away'
    if (responseCode >= 500 || code === 'EMESSAGE') return 'refused'
    return responseCode >= 400 ? 'later' : 'away'
  }
  return { kind: kind(), reply, nextHop: nameOf(hop) }
}
