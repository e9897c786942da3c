/** A next hop that dies at one state of the dialogue: it closes the connection there, or says nothing any more. */
import { createServer, type Socket } from 'node:net'

export const STATES = ['connect', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'in the message', 'after the message'] as const
export type State = (typeof STATES)[number]

export type DroppingHop = { port: number; close(): Promise<void> }

export async function openDroppingHop(at: State): Promise<DroppingHop> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    serve(socket, at)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}

function serve(socket: Socket, at: State): void {
  if (at === 'connect') return void socket.destroy()
  socket.write('220 hop ESMTP\r\n')
  let inData = false
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
    if (inData) {
      if (at === 'in the message' || text.includes('\r\n.\r\n')) socket.destroy()
      return
    }
    for (;;) {
      const end = text.indexOf('\r\n')
      if (end < 0 || inData) return
      const command = text.slice(0, 4)
      text = text.slice(end + 2)
      if (command === at) return void socket.destroy()
      if (command === 'QUIT') return void socket.end('221 bye\r\n')
      inData = command === 'DATA'
      socket.write(inData ? '354 go\r\n' : '250 fine\r\n')
    }
  })
}
