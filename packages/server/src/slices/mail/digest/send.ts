/** Sends digests at the hours that a client chose, through the same queue as all mail. */
import { type Clock, type Id, newId } from '@mainstay/kernel'
import { type Actor, authorise } from '../../../platform/auth/index.ts'
import type { Blobs } from '../../../platform/blobs/index.ts'
import { type Database, oneClient } from '../../../platform/database/index.ts'
import type { Delivery } from '../queue/delivery.ts'
import type { Keeper } from '../queue/keeper.ts'
import { queueOwn } from '../queue/own-message.ts'
import { saveTold, untold } from '../store/digest.ts'
import { loadPolicy } from '../store/settings.ts'
import { linkToken } from './link.ts'
import { digestMessage } from './message.ts'

export type DigestDeps = {
  database: Database
  blobs: Blobs
  keeper: Keeper
  clock: Clock
  gateway: string
  linkSecret: string
  publicUrl: () => string
  /** Every client with its zone. */
  clients: () => Promise<readonly { id: Id; zone: string }[]>
  queued: () => void
}

/** Nobody is told of what is older. */
const SINCE_MS = 7 * 86_400_000
const MOST_LISTED = 100

/** To be called once an hour. How many digests were queued. */
export async function sendDigests(deps: DigestDeps): Promise<number> {
  const now = deps.clock.now()
  let sent = 0
  for (const { id, zone } of await deps.clients()) {
    const { digestHours } = await deps.database.transaction(oneClient(id), (tx) => loadPolicy(tx, id))
    if (digestHours.includes(hourIn(zone, now))) sent += await digestsOf(deps, id, now)
  }
  if (sent > 0) deps.queued()
  return sent
}

/** Whatever the hour: somebody waits for theirs on the telephone. */
export async function sendDigestsNow(deps: DigestDeps, actor: Actor, clientId: Id): Promise<number> {
  authorise(actor, 'mail.write', clientId)
  const sent = await digestsOf(deps, clientId, deps.clock.now())
  if (sent > 0) deps.queued()
  return sent
}

function hourIn(zone: string, now: Date): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(now))
}

async function digestsOf(deps: DigestDeps, clientId: Id, now: Date): Promise<number> {
  const since = new Date(now.getTime() - SINCE_MS)
  const byRecipient = await deps.database.transaction(oneClient(clientId), (tx) => untold(tx, clientId, since))
  for (const [recipient, held] of byRecipient) {
    const listed = held.slice(0, MOST_LISTED).map((delivery) => ({ delivery, link: linkOf(deps, delivery, now) }))
    const id = newId(now.getTime())
    // Under the null sender: nothing comes back for it.
    await queueOwn(deps, {
      clientId,
      sender: '',
      recipient,
      from: 'Held mail',
      subject: 'What is held for you',
      headerId: id,
      why: 'a digest of held mail',
      now,
      content: digestMessage({ gateway: deps.gateway, recipient, id, now, held: listed }),
    })
    // After it is queued: a crash in between tells twice, not never.
    const until = held[0]?.receivedAt ?? now
    await deps.database.transaction(oneClient(clientId), (tx) => saveTold(tx, clientId, recipient, until))
  }
  return byRecipient.size
}

function linkOf({ publicUrl, linkSecret }: DigestDeps, delivery: Delivery, now: Date): string {
  return `${publicUrl()}/mail/held/${linkToken(delivery, linkSecret, now)}`
}
