/** Opens the port; beyond loopback only with TLS, our own or a declared proxy's. */
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'

export type ListenOptions = { host: string; port: number; tls: boolean; publicUrl: string | undefined }

/** The address that was opened, as a URL. */
export async function listen(app: FastifyInstance, o: ListenOptions): Promise<string> {
  refuseWithoutTls(o)
  try {
    return await app.listen({ host: o.host, port: o.port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new AppError('platform.port-in-use', { port: o.port, host: o.host })
    if (code === 'EACCES')
      throw new AppError('platform.config', {
        detail: `port ${o.port} needs more rights than this user has. Choose one above 1023 with --port.`,
      })
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new AppError('platform.config', { detail: `this machine has no address ${o.host} to listen on (--listen)` })
    throw error
  }
}

export function refuseWithoutTls({ host, tls, publicUrl }: Pick<ListenOptions, 'host' | 'tls' | 'publicUrl'>): void {
  if (isLoopback(host) || tls || publicUrl?.startsWith('https://')) return
  throw new AppError('platform.listen-without-tls', { host })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}
