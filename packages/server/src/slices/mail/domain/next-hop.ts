/** Where the mail of a domain goes: servers of the client, tried in the order of their priority. */

/**
 * `opportunistic`: encrypted if the server can, whoever it is. `required`: encrypted or not at all, whoever it is.
 * `verified`: encrypted, with a certificate that holds for the host name. `none`: never.
 */
export type TlsMode = 'opportunistic' | 'required' | 'verified' | 'none'

export type NextHop = {
  host: string
  port: number
  priority: number
  tls: TlsMode
  /** Of a smart host that takes mail from those it knows. */
  login?: { user: string; password: string }
}

export type MailDomain = {
  clientId: string
  domain: string
  /** Asks the next hop for each recipient while the sender is on the line. */
  verifyRecipients: boolean
  nextHops: readonly NextHop[]
}

/** Lowest number first, as with MX. */
export function inOrder(hops: readonly NextHop[]): NextHop[] {
  return [...hops].sort((a, b) => a.priority - b.priority)
}

export function nameOf({ host, port }: NextHop): string {
  return `${host}:${port}`
}
