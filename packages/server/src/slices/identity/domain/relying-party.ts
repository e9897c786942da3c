/** For which site passkeys are made and used: that of the public address (WebAuthn Level 3, section 5.1.2 and 13.4.9). */

export type RelyingParty = {
  /** The host name; a passkey works for it and nowhere else. */
  rpId: string
  /** The one origin whose pages may ask for it. */
  origin: string
}

/**
 * Null where browsers offer no passkeys: plain http to another machine, and addresses that are numbers. The one exception is this machine
 * itself, which has the name `localhost`.
 */
export function relyingPartyOf(publicUrl: string): RelyingParty | null {
  if (!URL.canParse(publicUrl)) return null
  const { protocol, hostname, port, origin } = new URL(publicUrl)
  if (protocol === 'http:' && (hostname === '127.0.0.1' || hostname === '[::1]'))
    return { rpId: 'localhost', origin: `http://localhost${port === '' ? '' : `:${port}`}` }
  if (hostname === 'localhost') return { rpId: hostname, origin }
  if (protocol !== 'https:' || hostname.startsWith('[') || /^[\d.]+$/.test(hostname)) return null
  return { rpId: hostname, origin }
}
