/** Use cases of standards: how a client stands, a person's answer, a failed check as a recommendation. */
import type { Recommendation } from '@mainstay/contract/recommendations'
import type { ClientStandards, NewCheckAnswer } from '@mainstay/contract/standards'
import { dayIn, AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { type Database, oneClient } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import type { Check } from './domain/check.ts'
import { countsOf, evaluate } from './domain/evaluate.ts'
import { checkById, LIBRARY } from './domain/library.ts'
import type { StandardsPorts } from './ports.ts'
import { insertAnswer, newestAnswers } from './store.ts'

export type StandardsService = {
  of(actor: Actor, clientId: Id): Promise<ClientStandards>
  answer(actor: Actor, clientId: Id, checkId: string, answer: NewCheckAnswer): Promise<ClientStandards>
  /** A draft with the check's words; its price is a person's to write. */
  recommend(actor: Actor, clientId: Id, checkId: string): Promise<Recommendation>
}

export function createStandardsService({
  database,
  clock,
  ports,
}: {
  database: Database
  clock: Clock
  ports: StandardsPorts
}): StandardsService {
  const of: StandardsService['of'] = async (actor, clientId) => {
    authorise(actor, 'standards.read', clientId)
    const client = await ports.clientOf(clientId)
    if (client === null) throw new AppError('platform.not-found', { what: 'client' })
    const now = clock.now()
    const answers = await database.transaction(oneClient(clientId), (tx) => newestAnswers(tx, clientId))
    const facts = await ports.factsOf(clientId, now)
    const checks = evaluate({ library: LIBRARY, facts, answers, today: dayIn(now, client.zone) })
    return { clientId, clientName: client.name, zone: client.zone, asOf: now.toISOString(), counts: countsOf(checks), checks }
  }
  return {
    of,
    answer: async (actor, clientId, checkId, { state, evidence }) => {
      authorise(actor, 'standards.write', clientId)
      const check = known(checkId)
      if (check.find !== null && state !== 'not-applicable') throw new AppError('standards.by-records')
      const client = await ports.clientOf(clientId)
      if (client === null) throw new AppError('platform.not-found', { what: 'client' })
      const at = clock.now()
      const expiresOn = dayIn(new Date(at.getTime() + check.holdsDays * 86_400_000), client.zone)
      await database.transaction(oneClient(clientId), async (tx) => {
        await insertAnswer(tx, clientId, newId(at.getTime()), { checkId, state, evidence, at, by: actor.name, expiresOn })
        await recordAudit(tx, { actor, clientId, action: 'standards.answered', subject: checkId, data: { state, evidence, expiresOn }, at })
        await publish(tx, { topic: 'standard.answered', clientId, payload: { checkId }, at })
      })
      return of(actor, clientId)
    },
    recommend: async (actor, clientId, checkId) => {
      authorise(actor, 'recommendations.write', clientId)
      const check = known(checkId)
      const result = (await of(actor, clientId)).checks.find(({ id }) => id === checkId)
      if (result?.state !== 'not-met') throw new AppError('standards.not-failed')
      const { title, risk, area } = check.advice
      const names = result.exceptions.length === 0 ? '' : `\n\nIt is about: ${result.exceptions.join(', ')}.`
      const content = {
        title,
        area,
        why: `${check.why}\n\n${result.evidence.replace(/\.?$/, '.')}${names}`.slice(0, 4000),
        risk,
        riskMinor: null,
        currency: await ports.currencyOf(clientId),
        options: [{ title, text: '', onceMinor: 0, monthlyMinor: 0 }],
        answerBy: null,
        deviceIds: [],
      }
      return ports.recommend(actor, clientId, content, checkId)
    },
  }
}

function known(checkId: string): Check {
  const check = checkById(checkId)
  if (check === undefined) throw new AppError('platform.not-found', { what: 'check' })
  return check
}
