/** Templates of tickets: the provider's, for every client; one of the same name is replaced. */
import type { NewTemplate, Template } from '@mainstay/contract/servicedesk'
import { AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../../platform/audit/index.ts'
import { type Actor, authorise } from '../../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID, type Tx } from '../../../platform/database/index.ts'
import { desk } from '../tables.ts'

export type TemplateService = {
  list(actor: Actor): Promise<Template[]>
  save(actor: Actor, template: NewTemplate): Promise<Template[]>
  remove(actor: Actor, id: Id): Promise<Template[]>
}

export function createTemplateService({ database, clock }: { database: Database; clock: Clock }): TemplateService {
  const change = (actor: Actor, what: string, subject: string, work: (tx: Tx, at: Date) => Promise<void>): Promise<Template[]> => {
    authorise(actor, 'servicedesk.write')
    // One text of all clients: who works for some would put words into the mouths of the others.
    if (actor.clients !== 'all') throw new AppError('platform.forbidden', { needs: 'every client' })
    const at = clock.now()
    return database.transaction(oneClient(PROVIDER_ID), async (tx) => {
      await work(tx, at)
      await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: `servicedesk.template-${what}`, subject, data: {}, at })
      return load(tx)
    })
  }
  return {
    list: async (actor) => {
      authorise(actor, 'servicedesk.read')
      return database.transaction(oneClient(PROVIDER_ID), load)
    },
    save: (actor, template) =>
      change(actor, 'set', template.name, async (tx, at) => {
        const stamp = { made_at: at, made_by: actor.name }
        await desk(tx)
          .insertInto('servicedesk_template')
          .values({ client_id: PROVIDER_ID, id: newId(at.getTime()), ...template, ...stamp })
          .onConflict((on) => on.columns(['client_id', 'name']).doUpdateSet({ ...template, ...stamp }))
          .execute()
      }),
    remove: (actor, id) =>
      change(actor, 'removed', id, async (tx) => {
        const done = await desk(tx)
          .deleteFrom('servicedesk_template')
          .where('client_id', '=', PROVIDER_ID)
          .where('id', '=', id)
          .executeTakeFirst()
        if (done.numDeletedRows === 0n) throw new AppError('platform.not-found', { what: 'template' })
      }),
  }
}

async function load(tx: Tx): Promise<Template[]> {
  return desk(tx)
    .selectFrom('servicedesk_template')
    .select(['id', 'name', 'subject', 'body', 'priority', 'tags', 'checklist'])
    .where('client_id', '=', PROVIDER_ID)
    .orderBy('name')
    .execute()
}
