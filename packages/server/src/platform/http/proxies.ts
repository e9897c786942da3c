/** Whose word is taken for where a request came from: the declared proxies', and nobody else's. */
import { isIP } from 'node:net'
import { AppError } from '@mainstay/kernel'

/** A proxy on this machine, which needs no declaration beyond --public-url. */
const SAME_MACHINE = ['127.0.0.0/8', '::1']

/**
 * The addresses whose `X-Forwarded-*` is believed; none where no proxy is declared. A public URL that is our own listener's (TLS of our
 * own, or plain http) names no proxy.
 */
export function trustedProxies(o: { publicUrl: string | undefined; tls: boolean; named: readonly string[] }): string[] {
  for (const one of o.named) refuseMalformed(one)
  if (o.named.length > 0) return [...o.named]
  return o.publicUrl?.startsWith('https://') && !o.tls ? SAME_MACHINE : []
}

/** An address, or a network in CIDR notation. One that takes in everybody (`0.0.0.0/0`) would believe everybody. */
function refuseMalformed(text: string): void {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  const most = family === 4 ? 32 : 128
  const width = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : 0
  if (family === 0 || rest.length > 0 || width < 1 || width > most)
    throw new AppError('platform.config', {
      detail: `--trusted-proxy takes addresses or networks such as 10.0.0.5 or 10.1.0.0/16, not "${text.slice(0, 60)}"`,
    })
}
