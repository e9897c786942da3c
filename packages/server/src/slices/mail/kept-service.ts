/** Use cases of deliveries: the trace, what is kept here, release and block. */
import { buffer } from 'node:stream/consumers'
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise, scopeOf } from '../../platform/auth/index.ts'
import type { Blobs } from '../../platform/blobs/index.ts'
import { type Database, oneClient, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { mailboxOf, normalAddress } from './domain/address.ts'
import { mayReleaseItself } from './domain/decide.ts'
import type { Delivery, DeliveryKey } from './queue/delivery.ts'
import { type Lesson, lessonOf } from './scoring/index.ts'
import { loadDelivery, setState } from './store/deliveries.ts'
import { changeLesson, deleteLesson, lessonsOfDeliveries, saveLesson } from './store/lessons.ts'
import { saveListEntry } from './store/settings.ts'
import type { Teachings } from './teachings.ts'
import { type DayCount, dayCounts, type Waiting, waitingByDomain } from './views/numbers.ts'
import { type Preview, previewOf } from './views/preview.ts'
import { type TraceQuery, traceOf } from './views/trace.ts'

export type KeptService = ReturnType<typeof createKeptService>

export type Traced = Delivery & { lesson: Lesson | null }

type Deps = { database: Database; blobs: Blobs; clock: Clock; teachings: Pick<Teachings, 'forget'>; queued: () => void }

/** As with scoring: larger ones would not fit into memory many times over. */
const MOST_TAUGHT_BYTES = 20 * 1024 * 1024

export function createKeptService({ database, blobs, clock, teachings, queued }: Deps) {
  const release = async (tx: Tx, delivery: Delivery, by: string): Promise<void> => {
    if (delivery.state !== 'quarantined' && delivery.state !== 'held') throw new AppError('mail.not-kept', { state: delivery.state })
    await setState(tx, delivery, { state: 'queued', releasedBy: by, nextAttemptAt: clock.now() })
    const { clientId, recipient, id } = delivery
    await publish(tx, { topic: 'mail.released', clientId, payload: { deliveryId: id, recipient, by }, at: clock.now() })
  }
  const block = async (tx: Tx, delivery: Delivery): Promise<void> => {
    if (delivery.state !== 'quarantined') throw new AppError('mail.not-kept', { state: delivery.state })
    await setState(tx, delivery, { state: 'blocked', releasedBy: delivery.releasedBy, nextAttemptAt: null })
  }
  const list = async (tx: Tx, delivery: Delivery, kind: 'allow' | 'deny', by: string): Promise<void> => {
    const at = clock.now()
    const sender = normalAddress(delivery.sender)
    if (sender === '') return
    const entry = { id: newId(at.getTime()), kind, recipient: mailboxOf(delivery.recipient), sender }
    await saveListEntry(tx, delivery.clientId, entry, by, at)
  }
  /** Known malware and what policy forbids teaches nothing: it was not stopped for being like other mail. */
  const teachAs = async (tx: Tx, delivery: Delivery, lesson: Lesson, by: string): Promise<void> => {
    if (!mayReleaseItself(delivery.reasons) || delivery.size > MOST_TAUGHT_BYTES) return
    const { clientId, messageId, sha256, id } = delivery
    const places = lessonOf(await buffer(blobs.read({ clientId, owner: messageId, sha256 })))
    await saveLesson(tx, clientId, { deliveryId: id, lesson, places, by, at: clock.now() })
  }
  const load = async (tx: Tx, key: DeliveryKey): Promise<Delivery> => {
    const delivery = await loadDelivery(tx, key, { lock: true })
    if (delivery === null) throw new AppError('platform.not-found', { what: 'message' })
    return delivery
  }

  return {
    trace: async (actor: Actor, clientId: Id, query: TraceQuery): Promise<{ deliveries: Traced[]; more: boolean }> => {
      authorise(actor, 'mail.read', clientId)
      return database.transaction(oneClient(clientId), async (tx) => {
        const { deliveries, more } = await traceOf(tx, clientId, query)
        const ids = deliveries.map(({ id }) => id)
        const lessons = await lessonsOfDeliveries(tx, clientId, ids)
        return { deliveries: deliveries.map((one) => ({ ...one, lesson: lessons.get(one.id) ?? null })), more }
      })
    },
    spool: async (actor: Actor): Promise<Waiting[]> => {
      authorise(actor, 'mail.read')
      return database.transaction(scopeOf(actor), waitingByDomain)
    },
    days: async (actor: Actor, clientId: Id, days: { from: string; to: string }): Promise<DayCount[]> => {
      authorise(actor, 'mail.read', clientId)
      return database.transaction(oneClient(clientId), (tx) => dayCounts(tx, clientId, days))
    },
    /** What is inside is the recipient's: whoever else looks says why, and it is written down. */
    preview: async (actor: Actor, key: DeliveryKey, reason: string): Promise<Preview> => {
      authorise(actor, 'mail.open', key.clientId)
      if (reason === '') throw new AppError('mail.reason-needed')
      const delivery = await database.transaction(oneClient(key.clientId), async (tx) => {
        const found = await load(tx, key)
        if (found.state !== 'quarantined' && found.state !== 'held') throw new AppError('mail.not-kept', { state: found.state })
        const { clientId, id } = found
        await recordAudit(tx, {
          actor,
          clientId,
          action: 'mail.opened',
          subject: id,
          data: { reason, recipient: found.recipient },
          at: clock.now(),
        })
        return found
      })
      return previewOf(blobs, delivery)
    },
    release: async (actor: Actor, key: DeliveryKey, { reason, allowSender }: { reason: string; allowSender: boolean }): Promise<void> => {
      authorise(actor, 'mail.write', key.clientId)
      if (reason === '') throw new AppError('mail.reason-needed')
      await database.transaction(oneClient(key.clientId), async (tx) => {
        const delivery = await load(tx, key)
        await release(tx, delivery, actor.name)
        await teachAs(tx, delivery, 'wanted', actor.name)
        if (allowSender) await list(tx, delivery, 'allow', actor.name)
        const { clientId, id, recipient } = delivery
        await recordAudit(tx, {
          actor,
          clientId,
          action: 'mail.released',
          subject: id,
          data: { reason, recipient, allowSender },
          at: clock.now(),
        })
      })
      teachings.forget(key.clientId)
      queued()
    },
    block: async (actor: Actor, key: DeliveryKey, { denySender }: { denySender: boolean }): Promise<void> => {
      authorise(actor, 'mail.write', key.clientId)
      await database.transaction(oneClient(key.clientId), async (tx) => {
        const delivery = await load(tx, key)
        await block(tx, delivery)
        await teachAs(tx, delivery, 'unwanted', actor.name)
        if (denySender) await list(tx, delivery, 'deny', actor.name)
        const { clientId, id, recipient } = delivery
        await recordAudit(tx, { actor, clientId, action: 'mail.blocked', subject: id, data: { recipient, denySender }, at: clock.now() })
      })
      teachings.forget(key.clientId)
    },
    /** What a message teaches, apart from what becomes of it; null takes back what it taught. */
    teach: async (actor: Actor, key: DeliveryKey, lesson: Lesson | null): Promise<void> => {
      authorise(actor, 'mail.write', key.clientId)
      await database.transaction(oneClient(key.clientId), async (tx) => {
        const delivery = await load(tx, key)
        const { clientId, id } = delivery
        if (lesson === null) await deleteLesson(tx, clientId, id)
        else if (!(await changeLesson(tx, clientId, { deliveryId: id, lesson, by: actor.name, at: clock.now() }))) {
          if (delivery.state !== 'quarantined' && delivery.state !== 'held') throw new AppError('mail.not-kept', { state: delivery.state })
          await teachAs(tx, delivery, lesson, actor.name)
        }
        const data = { lesson: lesson ?? 'taken back', recipient: delivery.recipient }
        await recordAudit(tx, { actor, clientId, action: 'mail.taught', subject: id, data, at: clock.now() })
      })
      teachings.forget(key.clientId)
    },
    /** By the recipient, from a link in a digest; the link was checked, and is used up in this transaction. */
    byRecipient: async (
      tx: Tx,
      key: DeliveryKey,
      what: 'release' | 'block',
      { withSender, by }: { withSender: boolean; by: 'digest' | 'portal' },
    ): Promise<Delivery> => {
      const delivery = await load(tx, key)
      if (what === 'release') {
        if (!mayReleaseItself(delivery.reasons)) throw new AppError('mail.needs-technician')
        await release(tx, delivery, delivery.recipient)
      } else await block(tx, delivery)
      await teachAs(tx, delivery, what === 'release' ? 'wanted' : 'unwanted', delivery.recipient)
      teachings.forget(delivery.clientId)
      if (withSender) await list(tx, delivery, what === 'release' ? 'allow' : 'deny', delivery.recipient)
      const actor = { kind: 'client' as const, id: delivery.recipient, name: delivery.recipient }
      const { clientId, id } = delivery
      const action = what === 'release' ? 'mail.released' : 'mail.blocked'
      await recordAudit(tx, { actor, clientId, action, subject: id, data: { by, withSender }, at: clock.now() })
      return delivery
    },
  }
}
