/** clamd over its socket, by INSTREAM: chunks with their length in front, a zero length at the end, one line of answer. */
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { Transform } from 'node:stream'
import type { Scanner } from '../ports.ts'

/** `address`: `host:port`, or the path of a Unix socket. */
export function createClamd({ address, timeoutMs }: { address: string; timeoutMs: number }): Scanner {
  return {
    name: 'clamd',
    kind: 'virus',
    scan: async (message) => {
      try {
        const said = await instream(address, timeoutMs, message.open())
        return readAnswer(said)
      } catch (error) {
        return { scanner: 'clamd', kind: 'away', why: error instanceof Error ? error.message : String(error) }
      }
    },
  }
}

async function instream(address: string, timeoutMs: number, message: NodeJS.ReadableStream): Promise<string> {
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
    socket.write('zINSTREAM\0')
    await pipeline(message, chunked(), socket, { end: false }).catch((error: unknown) => {
      if (said === '') throw error
    })
    await closed
    return said
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

function readAnswer(said: string): Awaited<ReturnType<Scanner['scan']>> {
  const text = said.replace(/\0/g, '').trim()
  const name = /^stream: (.+) FOUND$/.exec(text)?.[1]
  if (name !== undefined) return { scanner: 'clamd', kind: 'malware', name }
  if (text === 'stream: OK') return { scanner: 'clamd', kind: 'clean' }
  return { scanner: 'clamd', kind: 'away', why: text === '' ? 'it closed the connection' : text.slice(0, 200) }
}
