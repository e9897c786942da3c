/** How often a secret may be tried: few times for one account from one place, more for an account or a place altogether. */

export type Limit = {
  key: string
  /** Tries in one window; of one that `grows`, tries without a wait. */
  max: number
  /** Each further try waits twice as long as the one before, and what is tried too early is neither looked at nor counted. */
  grows?: true
}

/** Seconds, from the first try. */
export const WINDOW_SECONDS = 15 * 60

/** Seconds; from the last try that counted, for limits that grow. Longer than the longest wait, or waiting would begin the count anew. */
export const FORGET_SECONDS = 2 * 3600
export const FIRST_WAIT_SECONDS = 5
export const LONGEST_WAIT_SECONDS = 15 * 60

/**
 * `known`: the person of this account has signed in from this address before. The account's own limit, which strangers can use up from many
 * places, then does not count: nobody elsewhere keeps a person out (docs/adr/0057). The place's limit is high, because a whole office or a
 * proxy may stand behind one address.
 */
export function signInLimits(account: string, address: string, { known }: { known: boolean }): Limit[] {
  return [
    { key: `sign-in:${account}@${address}`, max: 5, grows: true },
    ...(known ? [] : [{ key: `sign-in-account:${account}`, max: 60 }]),
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
