/** What a client accepted is work: one recommendation, one ticket, however often the answer is told. */
import type { Clock } from '@mainstay/kernel'
import { z } from 'zod'
import { systemActor } from '../../platform/auth/index.ts'
import { type Database, oneClient } from '../../platform/database/index.ts'
import type { Subscription } from '../../platform/outbox/index.ts'
import { openTicket } from './change.ts'
import type { DeskPorts } from './ports.ts'
import { takeNumber } from './store.ts'
import { desk } from './tables.ts'

const AnsweredSchema = z.object({ recommendationId: z.uuid(), answer: z.string(), title: z.string() })

type Deps = { database: Database; clock: Clock; ports: Pick<DeskPorts, 'clientOf'> }

export function recommendationSubscription({ database, clock, ports }: Deps): Subscription {
  return {
    topic: 'recommendation.answered',
    subscriber: 'servicedesk',
    handle: async ({ clientId, payload }) => {
      const known = AnsweredSchema.safeParse(payload)
      // An answer of before the title was told.
      if (!known.success || known.data.answer !== 'accepted') return
      const { recommendationId, title } = known.data
      const isOpen = () =>
        database.transaction(oneClient(clientId), (tx) =>
          desk(tx)
            .selectFrom('servicedesk_ticket')
            .select('id')
            .where('client_id', '=', clientId)
            .where('recommendation_id', '=', recommendationId)
            .executeTakeFirst(),
        )
      const client = await ports.clientOf(clientId)
      if (client === null || (await isOpen()) !== undefined) return
      const number = await takeNumber(database)
      const opening = {
        client,
        number,
        source: 'recommendation' as const,
        subject: title.slice(0, 200),
        priority: 'normal' as const,
        requester: { id: null, name: client.name },
        deviceId: null,
        incidentId: null,
        previousId: null,
        recommendationId,
        message: {
          author: 'system' as const,
          name: 'Recommendations',
          body: `${client.name} accepted “${title}”. Plan the work, and do it.`,
        },
      }
      await database.transaction(oneClient(clientId), (tx) =>
        openTicket(tx, systemActor('recommendations', [clientId], ['servicedesk.write']), opening, clock.now()),
      )
    },
  }
}
