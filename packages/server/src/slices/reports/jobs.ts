/** Drafts the month that ended, every morning, for each client that has none: a person finds it ready to edit. */
import { dayIn } from '@mainstay/kernel'
import type { Clock } from '@mainstay/kernel'
import { z } from 'zod'
import { systemActor } from '../../platform/auth/index.ts'
import { type AnyJob, defineJob } from '../../platform/jobs/index.ts'
import type { Log } from '../../platform/log/index.ts'
import { previousMonth } from './domain/month.ts'
import type { ClientsPort } from './ports.ts'
import type { ReportsService } from './service.ts'

export function reportsJobs(o: { service: ReportsService; clients: ClientsPort; clock: Clock; log: Log }): AnyJob[] {
  const draftDue = defineJob({
    name: 'reports.draft-due',
    payload: z.object({}),
    // Past midnight of the first in every zone, some time on the second at the latest.
    cron: '10 4 * * *',
    scheduledPayload: {},
    run: async (_payload, { signal }) => {
      for (const clientId of await o.clients.allIds()) {
        signal.throwIfAborted()
        await draftLastMonth(clientId)
      }
    },
  })
  return [draftDue]

  async function draftLastMonth(clientId: string): Promise<void> {
    const client = await o.clients.clientOf(clientId)
    if (client === null) return
    const month = previousMonth(dayIn(o.clock.now(), client.zone).slice(0, 7))
    const actor = systemActor('reports', [clientId], ['reports.write'])
    try {
      await o.service.draftIfDue(actor, clientId, month)
    } catch (error) {
      o.log.error({ err: error, clientId, month }, 'the report of the last month could not be drafted')
    }
  }
}
