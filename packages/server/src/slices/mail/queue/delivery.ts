/** A delivery: one message for one recipient, from its 250 to its end; and how it goes on from an attempt. Pure. */
import type { Id } from '@mainstay/kernel'
import { nextAttempt } from '../domain/retry.ts'
import type { Authentication, Reason, Verdict } from '../domain/decide.ts'

/**
 * `queued`: to be handed on. `quarantined`: kept here by the verdict. `held`: the next hop refused it for good, or five days are over.
 * `rejected`: refused in the dialogue, for the trace; there is no content. `blocked`, `removed`: by a person, by age.
 */
export type State = 'queued' | 'delivered' | 'quarantined' | 'held' | 'rejected' | 'blocked' | 'removed'

/** What the sender asked of the envelope beside the addresses. */
export type EnvelopeWishes = {
  smtpUtf8: boolean
  eightBit: boolean
  dsn: { ret: string | null; envid: string | null; notify: string[]; orcpt: string | null } | null
}

/** `receivedAt` is part of the key: it names the partition. */
export type DeliveryKey = { clientId: Id; receivedAt: Date; id: Id }

export type Delivery = DeliveryKey & {
  messageId: Id
  sender: string
  recipient: string
  domain: string
  fromHeader: string
  subject: string
  headerId: string
  /** Where it came from, for people: address and name of the other server. */
  source: string
  size: number
  sha256: string
  cut: number[]
  addedHeaders: string
  envelope: EnvelopeWishes
  verdict: Verdict
  reasons: Reason[]
  authentication: Authentication
  state: State
  attempts: number
  nextAttemptAt: Date | null
  lastReply: string | null
  nextHop: string | null
  doneAt: Date | null
  releasedBy: string | null
  /** Written by Mainstay itself. */
  own: boolean
}

/** What a next hop, or the lack of one, came to. `away` is no answer at all: another next hop may be tried. */
export type Attempt = { kind: 'delivered' | 'refused' | 'later' | 'away'; reply: string; nextHop: string | null }

export type Progress = Pick<Delivery, 'state' | 'attempts' | 'nextAttemptAt' | 'lastReply' | 'nextHop' | 'doneAt'>

export function after(attempt: Attempt, { attempts, receivedAt }: Pick<Delivery, 'attempts' | 'receivedAt'>, now: Date): Progress {
  const common = { attempts: attempts + 1, lastReply: attempt.reply, nextHop: attempt.nextHop }
  const ended = (state: State): Progress => ({ ...common, state, nextAttemptAt: null, doneAt: now })
  if (attempt.kind === 'delivered') return ended('delivered')
  if (attempt.kind === 'refused') return ended('held')
  const next = nextAttempt({ attempts: attempts + 1, receivedAt, now })
  return next === null ? ended('held') : { ...common, state: 'queued', nextAttemptAt: next, doneAt: null }
}
