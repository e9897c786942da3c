/** SPF, DKIM, DMARC and ARC by mailauth, and the header that says what came of it (RFC 8601). */
import type { Readable } from 'node:stream'
import { authenticate as mailauth, type AuthenticateResult } from 'mailauth'
import type { Authentication } from '../domain/decide.ts'
import type { Resolve } from '../ports.ts'

export type AuthenticationInput = { open: () => Readable; remoteAddress: string; helo: string; envelopeFrom: string }

export type Authenticated = Authentication & {
  /** Header fields for the top of the message, each with CRLF. */
  headers: string
}

export type Authenticate = (input: AuthenticationInput) => Promise<Authenticated>

/** `authservId` is our name in the results. Never throws: what could not be found out is `temperror`. */
export function createAuthenticate({
  resolve,
  authservId,
  timeoutMs,
}: {
  resolve: Resolve
  authservId: string
  timeoutMs: number
}): Authenticate {
  return async ({ open, remoteAddress, helo, envelopeFrom }) => {
    const stream = open()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((done) => {
      timer = setTimeout(() => done(null), timeoutMs)
    })
    const work = mailauth(stream, {
      ip: remoteAddress,
      helo,
      sender: envelopeFrom,
      mta: authservId,
      resolver: resolve,
      disableBimi: true,
    }).catch(() => null)
    const result = await Promise.race([work, late])
    clearTimeout(timer)
    stream.destroy()
    return result === null ? unknown(authservId) : summarise(result)
  }
}

function unknown(authservId: string): Authenticated {
  const [spf, dkim, dmarc, arc] = ['temperror', 'temperror', 'temperror', 'none']
  const headers = `Authentication-Results: ${authservId}; spf=temperror; dkim=temperror; dmarc=temperror\r\n`
  return {
    spf,
    dkim,
    dmarc,
    arc,
    policy: '',
    aligned: false,
    signers: [],
    summary: 'spf=temperror dkim=temperror dmarc=temperror',
    headers,
  }
}

function summarise(result: AuthenticateResult): Authenticated {
  const { dkim, spf, dmarc, arc, headers } = result
  const dkimResults = dkim.results.map(({ status }) => status.result)
  const best = ['pass', 'temperror', 'fail', 'permerror', 'policy', 'neutral'].find((one) => dkimResults.some((r) => r === one)) ?? 'none'
  const dmarcResult = dmarc === false ? 'none' : dmarc.status.result
  const all = {
    spf: spf === false ? 'none' : spf.status.result,
    dkim: best,
    dmarc: dmarcResult,
    arc: arc === false ? 'none' : arc.status.result,
  }
  const aligned =
    dmarcResult === 'pass' ||
    dkim.results.some(({ status }) => status.result === 'pass' && status.aligned !== false && status.aligned !== undefined)
  return {
    ...all,
    policy: dmarc === false ? '' : dmarc.policy,
    aligned,
    signers: dkim.results.flatMap(({ status, signingDomain }) =>
      status.result === 'pass' && signingDomain !== undefined ? [signingDomain] : [],
    ),
    summary: Object.entries(all)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    headers,
  }
}
