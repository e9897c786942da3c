/** Reads Authentication-Results (RFC 8601) of an issuer that is trusted; others' are not worth their bytes. */
import type { MimePart } from '../../../../platform/mime/index.ts'
import type { Authentication, AuthenticationResult } from '../types.ts'

const RESULTS = new Set<string>(['pass', 'fail', 'softfail', 'neutral', 'none', 'temperror', 'permerror', 'policy'])

/** Null where no trusted host has said anything. The topmost header of each host counts: it is the newest. */
export function trustedAuthentication(root: MimePart, trusted: ReadonlySet<string>): Authentication | null {
  for (const { name, value } of root.headers) {
    if (name !== 'authentication-results') continue
    const [issuer = '', ...results] = value
      .slice(0, 8000)
      .replace(/\([^()]{0,500}\)/g, (comment) => (/p=(?:none|quarantine|reject)/i.test(comment) ? ` ${comment.slice(1, -1)} ` : ' '))
      .split(';')
    if (!trusted.has((issuer.trim().split(/\s+/)[0] ?? '').toLowerCase())) continue
    return read(results)
  }
  return null
}

function read(results: string[]): Authentication {
  const found: Authentication = { spf: 'none', dkim: [], dmarc: 'none', policy: 'none' }
  for (const text of results.slice(0, 50)) {
    const match = /^\s*(spf|dkim|dmarc)\s*=\s*([a-z]{1,12})/i.exec(text)
    if (match === null) continue
    const [, method = '', word = ''] = match
    const result = asResult(word.toLowerCase())
    if (method.toLowerCase() === 'spf') found.spf = result
    else if (method.toLowerCase() === 'dkim')
      found.dkim.push({
        domain: /header\.(?:d|i)\s*=\s*"?[^\s@"]{0,100}?@?([a-z0-9.-]{1,255})/i.exec(text)?.[1]?.toLowerCase() ?? '',
        result,
      })
    else {
      found.dmarc = result
      const policy = /(?:\bp|policy\.[a-z-]{1,30})\s*=\s*(quarantine|reject)/i.exec(text)?.[1]?.toLowerCase()
      found.policy = policy === 'quarantine' || policy === 'reject' ? policy : 'none'
    }
  }
  return found
}

function asResult(word: string): AuthenticationResult {
  return RESULTS.has(word) ? (word as AuthenticationResult) : 'permerror'
}
