/** What mail does by the clock: next month's partition, telling of mail that waits, and what is no longer needed on disk. */
import type { Clock } from '@mainstay/kernel'
import { z } from 'zod'
import type { Blobs } from '../../platform/blobs/index.ts'
import { type Database, EVERY_CLIENT, oneClient } from '../../platform/database/index.ts'
import { type AnyJob, defineJob } from '../../platform/jobs/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { TELL_AFTER_MS } from './domain/retry.ts'
import { isNeeded, removeKeptBefore } from './store/retention.ts'
import { markTold, toldDomains } from './store/settings.ts'
import { waitingByDomain } from './views/numbers.ts'

const DAY_MS = 86_400_000
/** Of what is quarantined, held or blocked. */
const KEEP_DAYS = 30

type Deps = { database: Database; blobs: Blobs; clock: Clock }
type Digests = { sendDigests: () => Promise<number> }

export function mailJobs({ sendDigests, ...deps }: Deps & Digests): AnyJob[] {
  const scheduled = { payload: z.object({}), scheduledPayload: {} }
  return [
    defineJob({ name: 'mail.tell-waiting', cron: '* * * * *', ...scheduled, run: () => tellWaiting(deps) }),
    defineJob({ name: 'mail.digests', cron: '5 * * * *', ...scheduled, run: async () => void (await sendDigests()) }),
    defineJob({ name: 'mail.months', cron: '23 2 * * *', ...scheduled, run: () => ensureMonths(deps) }),
    defineJob({ name: 'mail.retention', cron: '41 3 * * *', ...scheduled, run: () => retention(deps) }),
  ]
}

/** This month and the next: mail that comes in the first second of a month finds its partition. */
export async function ensureMonths({ database, clock }: Pick<Deps, 'database' | 'clock'>): Promise<void> {
  const now = clock.now()
  for (const day of [now, new Date(now.getTime() + 31 * DAY_MS)])
    await database.pool('jobs').query('select mail_ensure_month($1::date)', [day.toISOString().slice(0, 10)])
}

/** One event when mail of a domain has waited for a quarter of an hour, and one when none waits any more. */
export async function tellWaiting({ database, clock }: Pick<Deps, 'database' | 'clock'>): Promise<void> {
  const now = clock.now()
  const { waiting, told } = await database.transaction(EVERY_CLIENT, async (tx) => ({
    waiting: (await waitingByDomain(tx)).filter(({ oldest }) => now.getTime() - oldest.getTime() > TELL_AFTER_MS),
    told: await toldDomains(tx),
  }))
  const is = (a: { clientId: string; domain: string }) => (b: { clientId: string; domain: string }) =>
    a.clientId === b.clientId && a.domain === b.domain
  const tell = async (
    { clientId, domain }: { clientId: string; domain: string },
    topic: string,
    at: Date | null,
    data: object,
  ): Promise<void> =>
    database.transaction(oneClient(clientId), async (tx) => {
      await markTold(tx, clientId, domain, at)
      await publish(tx, { topic, clientId, payload: { domain, ...data }, at: now })
    })
  for (const one of waiting) {
    if (!told.some(is(one)))
      await tell(one, 'mail.waiting', now, { waiting: one.waiting, oldest: one.oldest.toISOString(), lastReply: one.lastReply })
  }
  for (const one of told) if (!waiting.some(is(one))) await tell(one, 'mail.waiting-over', null, {})
}

/** First the rows that are too old, then whatever on disk no row needs: in this order nothing needed is removed. */
export async function retention({ database, blobs, clock }: Deps): Promise<void> {
  const now = clock.now()
  await database.transaction(EVERY_CLIENT, (tx) => removeKeptBefore(tx, new Date(now.getTime() - KEEP_DAYS * DAY_MS), now))
  for await (const name of blobs.keptBefore(new Date(now.getTime() - DAY_MS))) {
    const needed = await database.transaction(oneClient(name.clientId), (tx) => isNeeded(tx, name.clientId, name.owner))
    if (!needed) await blobs.remove(name)
  }
}
