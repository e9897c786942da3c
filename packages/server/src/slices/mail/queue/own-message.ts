/** Queues a message that Mainstay writes itself: a digest, an answer of the desk. */
import { newId } from '@mainstay/kernel'
import type { Blobs } from '../../../platform/blobs/index.ts'
import { domainOf } from '../domain/address.ts'
import type { Delivery, DeliveryKey } from './delivery.ts'
import type { Keeper } from './keeper.ts'

export type OwnMessage = {
  clientId: string
  /** Of the envelope; empty where nothing may come back. */
  sender: string
  recipient: string
  /** For the trace: who it is from, what it is about, its Message-ID, and why it was written. */
  from: string
  subject: string
  headerId: string
  why: string
  content: string
  now: Date
}

/** Resolves when it is durable. */
export async function queueOwn({ blobs, keeper }: { blobs: Blobs; keeper: Keeper }, message: OwnMessage): Promise<DeliveryKey> {
  const { clientId, sender, recipient, from, subject, headerId, why, content, now } = message
  const staged = await blobs.stage()
  try {
    await staged.write(Buffer.from(content))
    const { sha256, size } = await staged.end()
    const delivery: Delivery = {
      clientId,
      receivedAt: now,
      id: newId(now.getTime()),
      messageId: newId(now.getTime()),
      sender,
      recipient,
      domain: domainOf(recipient),
      fromHeader: from,
      subject,
      headerId,
      source: 'Mainstay',
      size,
      sha256,
      cut: [],
      addedHeaders: '',
      envelope: { smtpUtf8: false, eightBit: false, dsn: null },
      verdict: 'deliver',
      reasons: [{ id: 'own', weight: 0, text: why }],
      authentication: { spf: 'none', dkim: 'none', dmarc: 'none', arc: 'none', policy: '', aligned: true, signers: [], summary: 'our own' },
      state: 'queued',
      attempts: 0,
      nextAttemptAt: now,
      lastReply: null,
      nextHop: null,
      doneAt: null,
      releasedBy: null,
      own: true,
    }
    await keeper.keep(staged, { deliveries: [delivery], counts: [], claim: null })
    return { clientId, receivedAt: now, id: delivery.id }
  } finally {
    await staged.discard()
  }
}
