/** A sender for tests that says exactly the bytes it is given. */
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export type SmtpClient = {
  /** The whole reply, its lines joined by LF. */
  say(line: string): Promise<string>
  read(): Promise<string>
  write(bytes: string | Buffer): void
  startTls(): Promise<void>
  /** Whether the server closed it. */
  closed: Promise<void>
  end(): void
}

export async function smtpClient(port: number, o: { greeting?: boolean } = {}): Promise<SmtpClient> {
  let socket: Socket = connect({ host: '127.0.0.1', port })
  let buffered = ''
  let wake: (() => void) | null = null
  let over = false
  let closing: () => void = () => {}
  const closed = new Promise<void>((done) => {
    closing = done
  })
  const attach = (): void => {
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      buffered += text
      wake?.()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      over = true
      closing()
      wake?.()
    })
  }
  attach()
  const read = async (): Promise<string> => {
    for (;;) {
      const match = /^(?:\d{3}-[^\n]*\r\n)*\d{3}(?: [^\n]*)?\r\n/.exec(buffered)
      if (match !== null) {
        buffered = buffered.slice(match[0].length)
        return match[0].trim().replaceAll('\r', '')
      }
      if (over) return 'closed'
      await new Promise<void>((go) => {
        wake = go
      })
    }
  }
  const client: SmtpClient = {
    say: (line) => {
      socket.write(`${line}\r\n`)
      return read()
    },
    read,
    write: (bytes) => {
      socket.write(bytes)
    },
    startTls: async () => {
      socket.removeAllListeners()
      const plain = socket
      await new Promise<void>((done) => {
        socket = connectTls({ socket: plain, rejectUnauthorized: false }, done)
      })
      attach()
    },
    closed,
    end: () => socket.destroy(),
  }
  if (o.greeting !== false) await client.read()
  return client
}

export type Sending = {
  from?: string
  to?: string | string[]
  content: string | Buffer
  helo?: string
  mailArgs?: string
  rcptArgs?: string
}

/** One message over a connection of its own; the last reply that counts. Dots are stuffed. */
export async function sendMail(
  port: number,
  { from = 'sender@example.org', to = [], content, helo = 'client.example', ...args }: Sending,
): Promise<string> {
  const client = await smtpClient(port)
  try {
    await client.say(`EHLO ${helo}`)
    const mail = await client.say(`MAIL FROM:<${from}>${args.mailArgs ?? ''}`)
    if (!mail.startsWith('250')) return mail
    for (const one of typeof to === 'string' ? [to] : to) {
      const rcpt = await client.say(`RCPT TO:<${one}>${args.rcptArgs ?? ''}`)
      if (!rcpt.startsWith('250')) return rcpt
    }
    const go = await client.say('DATA')
    if (!go.startsWith('354')) return go
    const bytes = Buffer.from(content).toString('latin1')
    client.write(Buffer.from(`${bytes.replace(/^\./gm, '..')}${bytes.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1'))
    return await client.read()
  } finally {
    client.end()
  }
}
