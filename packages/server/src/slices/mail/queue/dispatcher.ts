/** Hands on what is queued: at once what was just taken in, and by looking every few seconds what is due again or what a dead instance left. */
import { buffer } from 'node:stream/consumers'
import { type Clock, type Id, newId } from '@mainstay/kernel'
import type { Blobs } from '../../../platform/blobs/index.ts'
import { type Database, EVERY_CLIENT, PROVIDER_ID } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { inOrder, type MailDomain, type NextHop } from '../domain/next-hop.ts'
import type { Desk } from '../ports.ts'
import { type Claim, claimDue, contentNeeded, renewClaims, saveProgress } from '../store/deliveries.ts'
import type { Connections } from './connections.ts'
import { contentOf } from './content.ts'
import { after, type Attempt, type Delivery, type DeliveryKey, type Progress } from './delivery.ts'
import { grouped } from './grouped.ts'

export type Dispatcher = {
  /** A claim for what is taken in now; null when this instance has its hands full, and the queue will bring it. */
  claim(deliveries: number): Claim | null
  /** What was kept with a claim of this instance; `bytes` where the message is still in memory. */
  take(deliveries: readonly Delivery[], bytes: Buffer | null): void
  /** Looks now: something was queued. */
  wake(): void
  stop(): Promise<void>
}

type Deps = {
  database: Database
  blobs: Blobs
  clock: Clock
  log: Log
  connections: Connections
  findDomain(domain: string): Promise<MailDomain | null>
  desk: Desk | null
  /** An instance that has not been heard for so long is dead, and others take over its deliveries. */
  leaseMs: number
  pollMs: number
}

const MOST_AT_ONCE = 400

export function createDispatcher(deps: Deps): Dispatcher {
  const { database, clock, log } = deps
  const instance: Id = newId()
  const under = new Set<Promise<void>>()
  let stopped = false
  let looking: Promise<void> | null = null
  const claimNow = (): Claim => ({ by: instance, until: new Date(clock.now().getTime() + deps.leaseMs) })
  const save = grouped<Saved, boolean>(
    (items) =>
      database.transaction(EVERY_CLIENT, async (tx) => {
        await saveProgress(tx, items)
        return await contentNeeded(tx, items)
      }),
    200,
  )

  const start = (delivery: Delivery, bytes: Buffer | null): void => {
    const work: Promise<void> = handOn(deps, delivery, bytes, save)
      .catch((error) => log.warn({ err: error, deliveryId: delivery.id }, 'a delivery could not be recorded; it will be made again'))
      .finally(() => under.delete(work))
    under.add(work)
  }
  const look = async (): Promise<void> => {
    while (!stopped && under.size < MOST_AT_ONCE / 2) {
      const due = await database.transaction(EVERY_CLIENT, (tx) => claimDue(tx, { claim: claimNow(), now: clock.now(), limit: 100 }))
      for (const one of due) start(one, null)
      if (due.length < 100) return
    }
  }
  const turn = (): void => {
    if (stopped || looking !== null) return
    looking = look()
      .catch((error) => log.warn({ err: error }, 'the mail queue could not be read, trying again'))
      .finally(() => {
        looking = null
      })
  }
  const poll = setInterval(turn, deps.pollMs)
  const renew = setInterval(() => {
    if (under.size === 0) return
    database
      .transaction(EVERY_CLIENT, (tx) => renewClaims(tx, claimNow()))
      .catch((error) => log.warn({ err: error }, 'claims of deliveries could not be renewed'))
  }, deps.leaseMs / 3)
  turn()
  return {
    claim: (count) => (stopped || under.size + count > MOST_AT_ONCE ? null : claimNow()),
    take: (deliveries, bytes) => {
      for (const one of deliveries) start(one, bytes)
    },
    wake: turn,
    stop: async () => {
      stopped = true
      clearInterval(poll)
      clearInterval(renew)
      await looking
      // What cannot end soon is left to its lease: it will be delivered again, never lost.
      await Promise.race([Promise.all(under), new Promise((late) => setTimeout(late, 10_000).unref())])
      deps.connections.close()
    },
  }
}

type Saved = DeliveryKey & Progress & { messageId: Id }

/** `save` answers whether any delivery of the message may still need its content. */
async function handOn(deps: Deps, delivery: Delivery, bytes: Buffer | null, save: (item: Saved) => Promise<boolean>): Promise<void> {
  const attempt = await attemptNow(deps, delivery, bytes)
  const { clientId, receivedAt, id, messageId, sha256 } = delivery
  const progress = after(attempt, delivery, deps.clock.now())
  const needed = await save({ clientId, receivedAt, id, messageId, ...progress })
  if (progress.state === 'delivered' && !needed) await deps.blobs.remove({ clientId, owner: messageId, sha256 })
}

/** The next hops in turn, until one says something about the message. */
async function attemptNow(deps: Deps, delivery: Delivery, bytes: Buffer | null): Promise<Attempt> {
  const { blobs, connections, log } = deps
  let attempt: Attempt = { kind: 'away', reply: nowhere(delivery), nextHop: null }
  try {
    // The provider has no mailboxes here: what is its own is the desk's.
    if (delivery.clientId === PROVIDER_ID) return await toDesk(deps, delivery)
    for (const hop of await hopsOf(deps, delivery)) {
      const { sender, recipient, envelope, size } = delivery
      attempt = await connections.send(hop, { sender, recipient, envelope, size, open: () => contentOf(blobs, delivery, bytes) })
      if (attempt.kind !== 'away') return attempt
    }
    return attempt
  } catch (error) {
    log.warn({ err: error, deliveryId: delivery.id }, 'a delivery was not tried')
    return { kind: 'later', reply: error instanceof Error ? error.message : String(error), nextHop: attempt.nextHop }
  }
}

/** What others sent goes to the client's servers and nowhere else; what Mainstay wrote may go out over the smart host. */
async function hopsOf({ findDomain, desk }: Deps, delivery: Delivery): Promise<NextHop[]> {
  const domain = await findDomain(delivery.domain)
  if (domain !== null && domain.clientId === delivery.clientId) return inOrder(domain.nextHops)
  const smartHost = delivery.own ? await desk?.smartHost() : null
  return smartHost ? [smartHost] : []
}

function nowhere({ own }: Delivery): string {
  return own ? 'no smart host is set up, and this gateway has no mailboxes of this domain' : 'no next hop is set for this domain'
}

async function toDesk({ blobs, desk }: Deps, delivery: Delivery): Promise<Attempt> {
  const nextHop = 'the service desk'
  if (desk === null || !(await desk.isOurs(delivery.recipient))) return { kind: 'away', reply: 'the desk has no such address', nextHop }
  const { sender, recipient, authentication } = delivery
  const { taken, why } = await desk.take(await buffer(contentOf(blobs, delivery)), { sender, recipients: [recipient] }, authentication)
  return { kind: taken ? 'delivered' : 'refused', reply: why, nextHop }
}
