/** The header fields that the gateway puts on top of a message: where it came from (RFC 5321, 4.4), what authentication came to, what it was judged. */
import type { Verdict } from '../domain/decide.ts'

type Trace = {
  authservId: string
  helo: string
  remoteAddress: string
  /** ESMTP, ESMTPS, UTF8SMTP … */
  protocol: string
  messageId: string
  now: Date
  /** As mailauth makes them, each with CRLF. */
  results: string
  verdict: Verdict
}

export function traceHeaders({ authservId, helo, remoteAddress, protocol, messageId, now, results, verdict }: Trace): string {
  const address = remoteAddress.includes(':') ? `IPv6:${remoteAddress}` : remoteAddress
  const received = `Received: from ${token(helo)} ([${address}])\r\n by ${authservId} with ${protocol} id ${messageId};\r\n ${rfc5322Date(now)}\r\n`
  const judged = verdict === 'tag' ? 'X-Mainstay-Verdict: suspicious\r\n' : ''
  return judged + results.replace(/\r?\n/g, '\r\n') + received
}

/** What a stranger calls itself, made safe for a header. */
function token(text: string): string {
  return text.replace(/[^\w.:[\]-]/g, '').slice(0, 255) || 'unknown'
}

/** `Tue, 24 Nov 2026 15:00:00 +0000` */
export function rfc5322Date(date: Date): string {
  return date.toUTCString().replace(/GMT$/, '+0000')
}
