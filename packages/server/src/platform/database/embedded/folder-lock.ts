/** One server for a data folder: a lock that the kernel drops when its process dies, however it dies. */
import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { AppError } from '@mainstay/kernel'

/** A Linux abstract socket named by the folder: nothing on disk can go stale. Returns the release. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const name = `\0mainstay-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)}`
  const server = createServer((socket) => socket.destroy())
  await listen(server, name, folder)
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}

function listen(server: Server, name: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE') return reject(cause)
      reject(
        new AppError('platform.data-folder', {
          path: folder,
          detail: 'another Mainstay server is running on it. Stop that one first, or give another --data.',
        }),
      )
    })
    server.listen(name, resolve)
  })
}
