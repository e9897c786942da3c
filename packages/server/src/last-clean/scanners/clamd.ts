/** clamd by its socket, where one runs: INSTREAM, so that it needs no right to read our files (clamd(8)). */
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import type { Finding, Scanner } from './scanner.ts'

/** Where the distributions put it. */
const SOCKETS = ['/run/clamav/clamd.ctl', '/run/clamd.scan/clamd.sock', '/run/clamav/clamd.sock']
const CHUNK = 65_536
const TIMEOUT_MS = 60_000
/** clamd's own StreamMaxLength is 25 MB unless it is set otherwise. */
const MOST_BYTES = 24 * 2 ** 20

/** Null where none answers. */
export async function findClamd(sockets: readonly string[] = SOCKETS): Promise<Scanner | null> {
  for (const socket of sockets) {
    if (!existsSync(socket)) continue
    const version = await talk(socket, [Buffer.from('zVERSION\0')]).catch(() => null)
    if (version === null || !version.startsWith('ClamAV')) continue
    return { name: 'clamd', signatures: version, mostBytes: MOST_BYTES, scan: (content) => scan(socket, content) }
  }
  return null
}

async function scan(socket: string, content: Buffer): Promise<Finding | null> {
  const parts: Buffer[] = [Buffer.from('zINSTREAM\0')]
  for (let at = 0; at < content.length; at += CHUNK) {
    const chunk = content.subarray(at, at + CHUNK)
    parts.push(lengthOf(chunk), chunk)
  }
  const answer = await talk(socket, [...parts, Buffer.alloc(4)])
  if (/^stream: OK$/.test(answer)) return null
  const found = /^stream: (.+) FOUND$/.exec(answer)?.[1]
  if (found === undefined) throw new Error(`clamd answered: ${answer.slice(0, 200)}`)
  return { severity: 'infected', name: found }
}

function lengthOf(chunk: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(chunk.length)
  return length
}

/** One command and its answer, without the NUL at its end. */
function talk(socket: string, parts: readonly Buffer[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const answer: Buffer[] = []
    const connection = connect(socket)
    connection.setTimeout(TIMEOUT_MS, () => connection.destroy(new Error(`clamd did not answer within ${TIMEOUT_MS / 1000} s`)))
    connection.on('data', (data) => answer.push(data))
    connection.once('error', reject)
    connection.once('close', () => resolve(Buffer.concat(answer).toString('utf8').replace(/\0$/, '').trim()))
    connection.once('connect', () => {
      for (const part of parts) connection.write(part)
    })
  })
}
