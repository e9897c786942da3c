/** What other slices found wrong with devices: each is an alert like those of our own rules, as long as its owner says so. */
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import type { WantedAlert } from '../domain/device-state.ts'

export type Condition = {
  deviceId: Id
  rule: string
  /** For people. */
  ruleName: string
  subject: string
  /** Alerts of one cause are one incident of the device. */
  cause: string
  state: 'warning' | 'critical' | 'unknown'
  /** A sentence that stays true while the condition holds: no ages in it. */
  summary: string
  detail: string
}

/** These and no others hold now for the client, of those that this owner tells. One that held before keeps its beginning. */
export async function replaceConditions(
  tx: Tx,
  { clientId, owner, conditions, at }: { clientId: Id; owner: string; conditions: readonly Condition[]; at: Date },
): Promise<void> {
  const column = (of: (condition: Condition) => string): string[] => conditions.map(of)
  const given = sql`unnest(
    ${column((one) => one.deviceId)}::uuid[], ${column((one) => one.rule)}::text[], ${column((one) => one.subject)}::text[], ${column((one) => one.ruleName)}::text[],
    ${column((one) => one.cause)}::text[], ${column((one) => one.state)}::text[], ${column((one) => one.summary)}::text[], ${column((one) => one.detail)}::text[]
  ) as g (device_id, rule, subject, rule_name, cause, state, summary, detail)`
  await sql`delete from monitoring_condition c where c.client_id = ${clientId} and c.owner = ${owner}
    and not exists (select from ${given} where g.device_id = c.device_id and g.rule = c.rule and g.subject = c.subject)`.execute(tx)
  if (conditions.length === 0) return
  await sql`insert into monitoring_condition as c (client_id, device_id, owner, rule, subject, rule_name, cause, state, summary, detail, since)
    select ${clientId}::uuid, g.device_id, ${owner}::text, g.rule, g.subject, g.rule_name, g.cause, g.state, g.summary, g.detail, ${at}::timestamptz from ${given}
    on conflict (client_id, device_id, rule, subject) do update set state = excluded.state, summary = excluded.summary, detail = excluded.detail
      where (c.state, c.summary, c.detail) is distinct from (excluded.state, excluded.summary, excluded.detail)`.execute(tx)
}

/** Of all clients in the scope, by device. */
export async function loadConditions(tx: Tx): Promise<Map<Id, WantedAlert[]>> {
  type Row = {
    device_id: string
    rule: string
    rule_name: string
    subject: string
    cause: string
    state: Condition['state']
    summary: string
    detail: string
    since: Date
  }
  const { rows } =
    await sql<Row>`select device_id, rule, rule_name, subject, cause, state, summary, detail, since from monitoring_condition`.execute(tx)
  const found = new Map<Id, WantedAlert[]>()
  for (const { device_id, rule, rule_name, subject, cause, state, summary, detail, since } of rows) {
    const why = { ruleName: rule_name, value: null, threshold: null, forSeconds: 0, detail }
    const alerts = found.get(device_id) ?? []
    alerts.push({ rule, subject, cause, state, summary, since: since.getTime(), why })
    found.set(device_id, alerts)
  }
  return found
}
