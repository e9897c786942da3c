/** A next hop for tests: a real SMTP server that keeps what it takes, and does what the test says at any state of the dialogue. */
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export type Taken = { from: string; to: string[]; content: Buffer; secure: boolean; dsn: unknown }

export type Sink = {
  port: number
  taken: Taken[]
  /** Addresses that it does not know. */
  unknown: Set<string>
  /** Answers with this code in place of taking anything at that state. */
  refuse: Map<'connect' | 'mail' | 'rcpt' | 'data', number>
  /** How often it was asked for a recipient. */
  asked: string[]
  close(): Promise<void>
}

export async function openSink(o: { port?: number; tls?: { cert: string; key: string }; unknown?: string[] } = {}): Promise<Sink> {
  const sink: Omit<Sink, 'port' | 'close'> = { taken: [], unknown: new Set(o.unknown ?? []), refuse: new Map(), asked: [] }
  const answer = (state: 'connect' | 'mail' | 'rcpt' | 'data'): Error | null => {
    const code = sink.refuse.get(state)
    return code === undefined ? null : Object.assign(new Error(`said at ${state}`), { responseCode: code })
  }
  const server = new SMTPServer({
    disabledCommands: o.tls === undefined ? ['AUTH', 'STARTTLS'] : ['AUTH'],
    authOptional: true,
    disableReverseLookup: true,
    hideDSN: false,
    closeTimeout: 100,
    ...o.tls,
    onConnect: (_, done) => done(answer('connect')),
    onMailFrom: (_, __, done) => done(answer('mail')),
    onRcptTo: ({ address }, _, done) => {
      sink.asked.push(address)
      if (sink.unknown.has(address)) done(Object.assign(new Error('no such user here'), { responseCode: 550 }))
      else done(answer('rcpt'))
    },
    onData: (stream, { envelope, secure }, reply) => {
      const take = async (): Promise<Error | null> => {
        const content = await buffer(stream)
        const error = answer('data')
        if (error !== null) return error
        const to = envelope.rcptTo
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        sink.taken.push({ from, to: to.map(({ address }) => address), content, secure, dsn: { ...envelope.dsn, rcpt: to[0]?.dsn } })
        return null
      }
      void settled(take()).then(reply)
    },
  })
  server.on('error', () => {})
  await new Promise<void>((done) => server.listen(o.port ?? 0, '127.0.0.1', done))
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { ...sink, port, close: () => new Promise((done) => server.close(() => done())) }
}

async function settled(work: Promise<Error | null>): Promise<Error | null> {
  return work.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
}
