/** A delivery as its row. */
import { type RawBuilder, sql } from 'kysely'
import type { Authentication, Reason, Verdict } from '../domain/decide.ts'
import { searchWords } from '../domain/search-words.ts'
import type { Delivery, EnvelopeWishes, State } from '../queue/delivery.ts'
import type { Claim } from './deliveries.ts'

/** As it is read; `bigint` comes as text. */
export type DeliveryRow = {
  client_id: string
  received_at: Date
  id: string
  message_id: string
  sender: string
  recipient: string
  domain: string
  from_header: string
  subject: string
  message_header_id: string
  source: string
  size: string | number
  sha256: string
  cut: number[]
  added_headers: string
  envelope: EnvelopeWishes
  verdict: Verdict
  reasons: Reason[]
  authentication: Authentication
  state: State
  attempts: number
  next_attempt_at: Date | null
  claimed_by: string | null
  claimed_until: Date | null
  last_reply: string | null
  next_hop: string | null
  done_at: Date | null
  released_by: string | null
  own: boolean
  words: string
}

type Inserted = { [K in keyof DeliveryRow]: DeliveryRow[K] | RawBuilder<DeliveryRow[K]> }

export function toRow(d: Delivery, claim: Claim | null): Inserted {
  const json = <T>(value: T): RawBuilder<T> => sql<T>`${JSON.stringify(value)}::jsonb`
  const queued = d.state === 'queued'
  return {
    client_id: d.clientId,
    received_at: d.receivedAt,
    id: d.id,
    message_id: d.messageId,
    sender: d.sender,
    recipient: d.recipient,
    domain: d.domain,
    from_header: d.fromHeader,
    subject: d.subject,
    message_header_id: d.headerId,
    source: d.source,
    size: d.size,
    sha256: d.sha256,
    cut: d.cut,
    added_headers: d.addedHeaders,
    envelope: json(d.envelope),
    verdict: d.verdict,
    reasons: json(d.reasons),
    authentication: json(d.authentication),
    state: d.state,
    attempts: d.attempts,
    next_attempt_at: d.nextAttemptAt,
    claimed_by: queued ? (claim?.by ?? null) : null,
    claimed_until: queued ? (claim?.until ?? null) : null,
    last_reply: d.lastReply,
    next_hop: d.nextHop,
    done_at: d.doneAt,
    released_by: d.releasedBy,
    own: d.own,
    words: sql<string>`array_to_tsvector(${searchWords([d.sender, d.recipient, d.fromHeader, d.subject, d.headerId])}::text[])`,
  }
}

export function toDelivery(r: DeliveryRow): Delivery {
  return {
    clientId: r.client_id,
    receivedAt: r.received_at,
    id: r.id,
    messageId: r.message_id,
    sender: r.sender,
    recipient: r.recipient,
    domain: r.domain,
    fromHeader: r.from_header,
    subject: r.subject,
    headerId: r.message_header_id,
    source: r.source,
    size: Number(r.size),
    sha256: r.sha256,
    cut: r.cut,
    addedHeaders: r.added_headers,
    envelope: r.envelope,
    verdict: r.verdict,
    reasons: r.reasons,
    authentication: r.authentication,
    state: r.state,
    attempts: r.attempts,
    nextAttemptAt: r.next_attempt_at,
    lastReply: r.last_reply,
    nextHop: r.next_hop,
    doneAt: r.done_at,
    releasedBy: r.released_by,
    own: r.own,
  }
}
