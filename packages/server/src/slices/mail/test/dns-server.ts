/** A name server on 127.0.0.1 that knows a few A records and answers NXDOMAIN to the rest; for tests. */
import { createSocket } from 'node:dgram'

export type DnsServer = { address: string; asked: string[]; answering: boolean; close(): Promise<void> }

export async function openDnsServer(records: Record<string, string>): Promise<DnsServer> {
  const socket = createSocket('udp4')
  const server: DnsServer = {
    address: '',
    asked: [],
    answering: true,
    close: () => new Promise((done) => socket.close(() => done())),
  }
  socket.on('message', (query, from) => {
    const { name, end } = nameIn(query)
    server.asked.push(name)
    if (!server.answering) return
    const found = records[name.toLowerCase()]
    const head = Buffer.from(query.subarray(0, 12))
    head.writeUInt16BE(found === undefined ? 0x8183 : 0x8180, 2)
    head.writeUInt16BE(found === undefined ? 0 : 1, 6)
    head.fill(0, 8)
    const question = query.subarray(12, end + 4)
    // A pointer to the name asked for, A, IN, 60 s, four bytes.
    const answer = found === undefined ? [] : [Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...found.split('.').map(Number)])]
    socket.send(Buffer.concat([head, question, ...answer]), from.port, from.address)
  })
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', () => done()))
  server.address = `127.0.0.1:${socket.address().port}`
  return server
}

function nameIn(query: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  return { name: labels.join('.'), end: at + 1 }
}
