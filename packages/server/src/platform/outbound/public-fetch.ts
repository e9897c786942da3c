/** `fetch` for addresses that people type in: https, to the public internet only, never redirected, bounded in time and size. */
import { lookup as resolve } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isIP } from 'node:net'
import { isLoopbackAddress, isPublicAddress } from './public-address.ts'

export type PublicFetch = (url: string, init?: RequestInit) => Promise<Response>
/** Why a request was not made, or not finished; for people. */
export class OutboundRefusal extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'OutboundRefusal'
  }
}

export type OutboundOptions = {
  /** For tests: this machine too, and http to it. */
  allowLoopback: boolean
  timeoutMs?: number
  maxBytes?: number
}

/** Only when the connection is made is it known where it leads, so the check stands in the look-up itself: a name cannot change its mind in between. */
export function createPublicFetch({ allowLoopback, timeoutMs = 10_000, maxBytes = 1024 * 1024 }: OutboundOptions): PublicFetch {
  const mayReach = (address: string): boolean => isPublicAddress(address) || (allowLoopback && isLoopbackAddress(address))
  const lookup: LookupFunction = (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, [])
      const closed = addresses.find(({ address }) => !mayReach(address))
      if (closed !== undefined)
        return done(new OutboundRefusal(`${hostname} leads to ${closed.address}, which is not on the public internet`), [])
      const [first] = addresses
      if (options.all === true) return done(null, addresses)
      return done(null, first?.address ?? '', first?.family)
    })
  }
  return async (given, init) => {
    const request = new Request(given, init)
    const url = new URL(request.url)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const onThisMachine = allowLoopback && (host === 'localhost' || isLoopbackAddress(host))
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && onThisMachine)) throw new OutboundRefusal(`${url.origin} is not https`)
    if (url.username !== '' || url.password !== '') throw new OutboundRefusal('an address with a password in it is not used')
    if (isIP(host) !== 0 && !mayReach(host)) throw new OutboundRefusal(`${host} is not on the public internet`)
    const body = Buffer.from(await request.arrayBuffer())
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)])
    return send(url, { method: request.method, headers: Object.fromEntries(request.headers), body, lookup, signal, maxBytes })
  }
}

type Sending = {
  method: string
  headers: Record<string, string>
  body: Buffer
  lookup: LookupFunction
  signal: AbortSignal
  maxBytes: number
}

function send(url: URL, { body, maxBytes, headers, ...options }: Sending): Promise<Response> {
  const start = url.protocol === 'https:' ? requestHttps : requestHttp
  const length = body.length === 0 ? {} : { 'content-length': String(body.length) }
  return new Promise((done, failed) => {
    const outgoing = start(url, { ...options, headers: { ...headers, ...length }, agent: false }, (incoming) => {
      const parts: Buffer[] = []
      let bytes = 0
      incoming.on('data', (part: Buffer) => {
        bytes += part.length
        if (bytes > maxBytes) incoming.destroy(new OutboundRefusal(`${url.host} answered with more than ${maxBytes} bytes`))
        else parts.push(part)
      })
      incoming.on('error', failed)
      incoming.on('end', () => {
        const status = incoming.statusCode ?? 502
        const empty = status === 204 || status === 205 || status === 304
        const fields = Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
          (values ?? []).map((value): [string, string] => [name, value]),
        )
        done(new Response(empty ? null : Buffer.concat(parts), { status, headers: fields }))
      })
    })
    outgoing.on('error', failed)
    outgoing.end(body)
  })
}
