/** A name server for tests (RFC 1035): answers TXT questions out of a table, and says of all else that it does not exist. */
import { createSocket } from 'node:dgram'

export type NameServer = { address: string; stop(): void }

const TXT = 16

export async function startNameServer(texts: Record<string, string>): Promise<NameServer> {
  const socket = createSocket('udp4')
  socket.on('message', (question, { port, address }) => socket.send(answer(question, texts), port, address))
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done))
  return { address: `127.0.0.1:${socket.address().port}`, stop: () => socket.close() }
}

function answer(question: Buffer, texts: Record<string, string>): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const asked = question.subarray(12, at + 5)
  const text = question.readUInt16BE(at + 1) === TXT ? texts[labels.join('.').toLowerCase()] : undefined
  const head = Buffer.alloc(12)
  question.copy(head, 0, 0, 2)
  // An answer, recursion available; 3 is "no such name".
  head.writeUInt16BE(0x8180 | (text === undefined ? 3 : 0), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(text === undefined ? 0 : 1, 6)
  if (text === undefined) return Buffer.concat([head, asked])
  const record = Buffer.alloc(13 + text.length)
  // The name is that of the question, at offset 12; class IN, sixty seconds.
  record.writeUInt16BE(0xc00c, 0)
  record.writeUInt16BE(TXT, 2)
  record.writeUInt16BE(1, 4)
  record.writeUInt32BE(60, 6)
  record.writeUInt16BE(text.length + 1, 10)
  record.writeUInt8(text.length, 12)
  record.write(text, 13, 'latin1')
  return Buffer.concat([head, asked, record])
}
