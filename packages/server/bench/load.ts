/** The load: a process of its own that makes every body beforehand, then sends them over connections kept open, as agents do. */
import { connect, type Socket } from 'node:net'
import { createAgent, type Shape } from './fleet.ts'

export type LoadOptions = { port: number; tokens: string[]; batches: number; connections: number; shape: Shape; startMs: number }
export type LoadResult = { sent: number; samples: number; seconds: number; latenciesMs: number[]; bytes: number }

process.once('message', (options: LoadOptions) => {
  run(options).then(
    (result) => process.send?.(result, () => process.exit(0)),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function run({ port, tokens, batches, connections, shape, startMs }: LoadOptions): Promise<LoadResult> {
  const agents = tokens.map((_, i) => createAgent(i, shape, startMs))
  // What the server takes for the agent's clock may be off by a minute before it counts.
  const sentAt = Date.now() + 30_000
  const requests: Buffer[] = []
  for (let n = 0; n < batches; n++) {
    for (const [i, agent] of agents.entries())
      requests.push(
        requestOf(
          port,
          tokens[i] ?? '',
          agent.body(() => sentAt),
        ),
      )
  }
  const bytes = requests.reduce((sum, request) => sum + request.length, 0)
  process.send?.('ready')
  await new Promise((go) => process.once('message', go))
  const latenciesMs: number[] = []
  const started = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        const at = performance.now()
        await exchange(socket, request)
        latenciesMs.push(performance.now() - at)
      }
      socket.destroy()
    }),
  )
  const seconds = (performance.now() - started) / 1000
  const samples = latenciesMs.length * (agents[0]?.series ?? 0) * shape.pointsInBatch
  return { sent: latenciesMs.length, samples, seconds, latenciesMs, bytes }
}

function requestOf(port: number, token: string, body: Buffer): Buffer {
  const head = [
    'POST /agent/v1/metrics HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    'content-encoding: gzip',
    `content-length: ${body.length}`,
    '',
    '',
  ]
  return Buffer.concat([Buffer.from(head.join('\r\n')), body])
}

/** Writes one request and waits for its whole answer, which must be 200. */
function exchange(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    const onData = (part: Buffer): void => {
      text += part.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (text.length < end + 4 + length) return
      socket.off('data', onData)
      socket.off('error', reject)
      if (text.startsWith('HTTP/1.1 200') && text.includes('"rejected":[]')) resolve()
      else reject(new Error(text.slice(0, 2000)))
    }
    socket.on('data', onData)
    socket.once('error', reject)
    socket.write(request)
  })
}
