/** What the desk does by the clock: reads its mailbox, and looks after files that no message names. */
import type { Clock } from '@mainstay/kernel'
import { z } from 'zod'
import type { Blobs } from '../../platform/blobs/index.ts'
import { type Database, oneClient } from '../../platform/database/index.ts'
import { type AnyJob, defineJob } from '../../platform/jobs/index.ts'
import { isAttached } from './attachments/store.ts'

type Deps = { database: Database; blobs: Blobs; clock: Clock }

const DAY_MS = 86_400_000

type ByClock = { pollMailbox: () => Promise<number>; warn: () => Promise<number>; openRecurring: () => Promise<number> }

export function deskJobs({ pollMailbox, warn, openRecurring, ...deps }: Deps & ByClock): AnyJob[] {
  const scheduled = { payload: z.object({}), scheduledPayload: {} }
  return [
    defineJob({ name: 'servicedesk.mailbox', cron: '* * * * *', ...scheduled, run: async () => void (await pollMailbox()) }),
    defineJob({ name: 'servicedesk.warnings', cron: '* * * * *', ...scheduled, run: async () => void (await warn()) }),
    defineJob({ name: 'servicedesk.recurring', cron: '5 * * * *', ...scheduled, run: async () => void (await openRecurring()) }),
    defineJob({ name: 'servicedesk.files', cron: '17 4 * * *', ...scheduled, run: () => removeUnnamed(deps) }),
  ]
}

/** A mail whose ticket did not come to stand leaves its files; after a day nobody will name them any more. */
export async function removeUnnamed({ database, blobs, clock }: Deps): Promise<void> {
  for await (const name of blobs.keptBefore(new Date(clock.now().getTime() - DAY_MS))) {
    const needed = await database.transaction(oneClient(name.clientId), (tx) => isAttached(tx, name.clientId, name.owner))
    if (!needed) await blobs.remove(name)
  }
}
