/** How much one sender's address may ask for: connections at once, and a bucket that refills with time. Pure: the time is given. */

export type Limits = {
  connectionsAtOnce: number
  perAddressAtOnce: number
  /** New connections of one address a minute. */
  perAddressPerMinute: number
  messageBytes: number
  recipients: number
  /** Unknown recipients in one connection, after which it ends: somebody is guessing. */
  unknownRecipients: number
}

export const DEFAULT_LIMITS: Limits = {
  connectionsAtOnce: 2000,
  perAddressAtOnce: 50,
  perAddressPerMinute: 600,
  messageBytes: 50 * 1024 * 1024,
  recipients: 200,
  unknownRecipients: 10,
}

export type Gate = {
  /** Null when it may come in; otherwise why not. */
  enter(address: string, now: Date): 'too-many-at-once' | 'too-often' | null
  leave(address: string): void
}

const MINUTE_MS = 60_000

export function createGate({ perAddressAtOnce, perAddressPerMinute }: Pick<Limits, 'perAddressAtOnce' | 'perAddressPerMinute'>): Gate {
  const known = new Map<string, { open: number; tokens: number; at: number }>()
  let swept = 0
  return {
    enter: (address, now) => {
      const at = now.getTime()
      const one = known.get(address) ?? { open: 0, tokens: perAddressPerMinute, at }
      one.tokens = Math.min(perAddressPerMinute, one.tokens + ((at - one.at) / MINUTE_MS) * perAddressPerMinute)
      one.at = at
      known.set(address, one)
      if (at - swept > MINUTE_MS) {
        swept = at
        for (const [name, other] of known) if (other.open === 0 && at - other.at > MINUTE_MS) known.delete(name)
      }
      if (one.open >= perAddressAtOnce) return 'too-many-at-once'
      if (one.tokens < 1) return 'too-often'
      one.tokens--
      one.open++
      return null
    },
    leave: (address) => {
      const one = known.get(address)
      if (one !== undefined && one.open > 0) one.open--
    },
  }
}
