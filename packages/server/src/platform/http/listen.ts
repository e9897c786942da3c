/** Opens the port; beyond loopback only with TLS, our own or a declared proxy's. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance } from 'fastify'

export type ListenOptions = { host: string; port: number; tls: boolean; publicUrl: string | undefined }

/** The address that was opened, as a URL. */
export async function listen(app: FastifyInstance, o: ListenOptions): Promise<string> {
  refuseWithoutTls(o)
  return app.listen({ host: o.host, port: o.port }).catch((error: unknown) => Promise.reject(explained(error, o)))
}

/** Before anything is made: opens the port and closes it again. Whoever takes it in between is found by `listen`. */
export async function refuseTakenPort(o: Pick<ListenOptions, 'host' | 'port'>): Promise<void> {
  const probe = createServer()
  try {
    probe.listen(o.port, o.host)
    await once(probe, 'listening')
  } catch (error) {
    throw explained(error, o)
  } finally {
    probe.close()
  }
}

function explained(error: unknown, { host, port }: Pick<ListenOptions, 'host' | 'port'>): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return new AppError('platform.port-in-use', { port, host })
  if (code === 'EACCES')
    return new AppError('platform.config', {
      detail: `port ${port} needs more rights than this user has. Choose one above 1023 with --port.`,
    })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new AppError('platform.config', { detail: `this machine has no address ${host} to listen on (--listen)` })
  return error
}

export function refuseWithoutTls({ host, tls, publicUrl }: Pick<ListenOptions, 'host' | 'tls' | 'publicUrl'>): void {
  if (isLoopback(host) || tls || publicUrl?.startsWith('https://')) return
  throw new AppError('platform.listen-without-tls', { host })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}
