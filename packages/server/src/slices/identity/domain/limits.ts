/** How often a secret may be tried: few times for one account from one place, more for an account or a place altogether. */

export type Limit = {
  key: string
  /** Tries in one window. */
  max: number
}

/** Seconds, from the first try. */
export const WINDOW_SECONDS = 15 * 60

/** The place's own limit is high: a whole office, or a proxy, may stand behind one address. */
export function signInLimits(account: string, address: string): Limit[] {
  return [
    { key: `sign-in:${account}@${address}`, max: 8 },
    { key: `sign-in-account:${account}`, max: 60 },
    { key: `sign-in-address:${address}`, max: 200 },
  ]
}

/** For a password asked again within a session: whoever stole the session does not have it. */
export function confirmLimits(account: string): Limit[] {
  return [{ key: `confirm:${account}`, max: 8 }]
}

/** Links are 256 bits of chance: the limit only spares the database. */
export function linkLimits(address: string): Limit[] {
  return [{ key: `link:${address}`, max: 60 }]
}

/** A signature cannot be guessed; a sign-in takes two of these, and a whole office may stand behind one address. */
export function challengeLimits(address: string): Limit[] {
  return [{ key: `challenge:${address}`, max: 400 }]
}
