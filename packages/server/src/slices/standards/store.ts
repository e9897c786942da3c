/** Writes and reads what people answered about checks. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { CheckAnswer } from './domain/evaluate.ts'

type Tables = {
  standards_answer: {
    client_id: Id
    id: Id
    check_id: string
    state: CheckAnswer['state']
    evidence: string
    at: Date
    by_name: string
    /** Read as text: a date comes as midnight of this machine. */
    expires_on: string
  }
}

export async function insertAnswer(tx: Tx, clientId: Id, id: Id, answer: CheckAnswer): Promise<void> {
  const { checkId, state, evidence, at, by, expiresOn } = answer
  await tx
    .withTables<Tables>()
    .insertInto('standards_answer')
    .values({ client_id: clientId, id, check_id: checkId, state, evidence, at, by_name: by, expires_on: expiresOn })
    .execute()
}

/** The newest of each check. */
export async function newestAnswers(tx: Tx, clientId: Id): Promise<CheckAnswer[]> {
  const rows = await tx
    .withTables<Tables>()
    .selectFrom('standards_answer')
    .distinctOn('check_id')
    .selectAll()
    .select(sql<string>`expires_on::text`.as('expires_on'))
    .where('client_id', '=', clientId)
    .orderBy('check_id')
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => ({
    checkId: row.check_id,
    state: row.state,
    evidence: row.evidence,
    at: row.at,
    by: row.by_name,
    expiresOn: row.expires_on,
  }))
}

/** Of the slice `servicedesk`: whether a person has set the client's hours and targets. */
export async function hoursAreSet(tx: Tx, clientId: Id): Promise<boolean> {
  const { rows } = await sql<{ is_default: boolean }>`select is_default from servicedesk_settings where client_id = ${clientId}
    order by version desc limit 1`.execute(tx)
  return rows[0]?.is_default === false
}
