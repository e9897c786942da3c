/** Reads HTTP Basic credentials (RFC 7617), the only kind that restic's REST client sends. */

export function basicCredentials(header: string | undefined): { username: string; password: string } | null {
  const match = /^basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')
  if (match === null) return null
  const text = Buffer.from(match[1] ?? '', 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 1 ? null : { username: text.slice(0, colon), password: text.slice(colon + 1) }
}
