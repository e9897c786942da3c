/** clamd over its socket (clamd(8)): INSTREAM, so that it needs no right to read our files, and its version. */
import { connect, type Socket } from 'node:net'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export type Clamd = {
  /** `host:port`, or the path of a Unix socket. */
  address: string
  timeoutMs: number
}

/** The name of what was found; null: nothing. Rejects when clamd is away, late, or says something else. */
export async function scanByClamd(clamd: Clamd, content: NodeJS.ReadableStream): Promise<string | null> {
  const said = await talk(clamd, 'zINSTREAM\0', content)
  if (said === 'stream: OK') return null
  const name = /^stream: (.+) FOUND$/.exec(said)?.[1]
  if (name === undefined) throw new Error(said === '' ? 'it closed the connection' : said.slice(0, 200))
  return name
}

/** `ClamAV 1.0.7/27431/…`: program, signatures, their date. */
export function clamdVersion(clamd: Clamd): Promise<string> {
  return talk(clamd, 'zVERSION\0', null)
}

async function talk({ address, timeoutMs }: Clamd, command: string, content: NodeJS.ReadableStream | null): Promise<string> {
  const socket = open(address)
  const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  let said = ''
  socket.setEncoding('utf8').on('data', (text: string) => (said += text))
  const closed = new Promise<void>((done, fail) =>
    socket
      .once('end', done)
      .once('error', fail)
      .once('close', () => done()),
  )
  // It answers and closes early when a message is longer than it takes.
  closed.catch(() => {})
  try {
    socket.write(command)
    if (content !== null)
      await pipeline(content, chunked(), socket, { end: false }).catch((error: unknown) => {
        if (said === '') throw error
      })
    await closed
    return said.replace(/\0/g, '').trim()
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}

function open(address: string): Socket {
  if (address.startsWith('/')) return connect({ path: address })
  const at = address.lastIndexOf(':')
  return connect({ host: address.slice(0, at), port: Number(address.slice(at + 1)) })
}

/** Each chunk with its length in front; a zero length at the end. */
function chunked(): Transform {
  const length = (n: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(n)
    return bytes
  }
  return new Transform({
    transform: (chunk: Buffer, _, done) => done(null, Buffer.concat([length(chunk.length), chunk])),
    flush: (done) => done(null, length(0)),
  })
}
