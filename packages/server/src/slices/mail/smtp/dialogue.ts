/** A short SMTP dialogue of our own, to ask a next hop for a recipient and nothing more. */
import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { NextHop } from '../domain/next-hop.ts'

export type Reply = { code: number; text: string }

/** What the next hop says to `RCPT TO`; throws when it is away, does not get so far, or needs longer than `timeoutMs`. */
export async function askForRecipient(hop: NextHop, o: { recipient: string; name: string; timeoutMs: number }): Promise<Reply> {
  let line = createLine(connectPlain({ host: hop.host, port: hop.port }))
  const timer = setTimeout(() => line.socket.destroy(new Error(`no answer within ${o.timeoutMs} ms`)), o.timeoutMs)
  try {
    expectCode(await line.read(), 220)
    let hello = expectCode(await line.say(`EHLO ${o.name}`), 250)
    const offered = /^STARTTLS$/im.test(hello.text)
    const must = hop.tls === 'required' || hop.tls === 'verified'
    if (must && !offered) throw new Error('the server offers no STARTTLS')
    if (must || (hop.tls === 'opportunistic' && offered)) {
      expectCode(await line.say('STARTTLS'), 220)
      line = createLine(await encrypt(line.socket, hop))
      hello = expectCode(await line.say(`EHLO ${o.name}`), 250)
    }
    const utf8 = isAscii(o.recipient) || !/^SMTPUTF8$/im.test(hello.text) ? '' : ' SMTPUTF8'
    expectCode(await line.say(`MAIL FROM:<>${utf8}`), 250)
    const reply = await line.say(`RCPT TO:<${o.recipient}>`)
    line.socket.end('QUIT\r\n')
    return reply
  } finally {
    clearTimeout(timer)
    line.socket.once('error', () => {})
    setTimeout(() => line.socket.destroy(), 1000).unref()
  }
}

type Line = { socket: Socket; say(command: string): Promise<Reply>; read(): Promise<Reply> }

const MOST_REPLY_BYTES = 64 * 1024

function createLine(socket: Socket): Line {
  let buffered = ''
  let ended: Error | null = null
  let wake: (() => void) | null = null
  const end = (error: Error): void => {
    ended ??= error
    wake?.()
  }
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    buffered += text
    if (buffered.length > MOST_REPLY_BYTES) socket.destroy(new Error('the reply has no end'))
    wake?.()
  })
  socket.on('error', end).on('close', () => end(new Error('the server closed the connection')))
  const read = async (): Promise<Reply> => {
    for (;;) {
      // All lines of a reply but the last have a hyphen after the code.
      const match = /^(?:\d{3}-[^\n]*\n)*(\d{3})(?: [^\n]*)?\r?\n/.exec(buffered)
      if (match !== null) {
        buffered = buffered.slice(match[0].length)
        return {
          code: Number(match[1]),
          text: match[0]
            .replace(/^\d{3}[- ]/gm, '')
            .trim()
            .replaceAll('\r', ''),
        }
      }
      if (ended !== null) throw ended
      await new Promise<void>((go) => {
        wake = go
      })
    }
  }
  return {
    socket,
    read,
    say: (command) => {
      socket.write(`${command}\r\n`)
      return read()
    },
  }
}

function encrypt(socket: Socket, { host, tls }: NextHop): Promise<Socket> {
  socket.removeAllListeners('data')
  return new Promise((done, fail) => {
    const secure = connectTls({ socket, rejectUnauthorized: tls === 'verified', ...(isIP(host) === 0 ? { servername: host } : {}) }, () =>
      done(secure),
    )
    secure.once('error', fail)
  })
}

function expectCode(reply: Reply, code: number): Reply {
  if (reply.code !== code) throw new Error(`the server said ${reply.code} ${reply.text}`)
  return reply
}

function isAscii(text: string): boolean {
  return !/[^\p{ASCII}]/u.test(text)
}
