/** Writes and reads restored servers that are looked at, the tickets of their windows, and what was said. */
import type { ProofReason, Sandbox, Statement, Window } from '@mainstay/contract/recovery'
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/index.ts'
import type { Progress, Timings } from './domain.ts'

export type SandboxRow = {
  clientId: Id
  id: Id
  deviceId: Id
  restorePointId: Id
  instanceId: Id
  state: Sandbox['state']
  personName: string
  askedAt: Date
  heardAt: Date
  runningAt: Date | null
  endsAt: Date | null
  endedAt: Date | null
  stopAskedBy: string | null
  hasFiles: boolean
  expected: Timings | null
  progress: Progress | null
  seen: Sandbox['seen']
  ending: ProofReason | null
  timings: Timings | null
  paths: string[]
}

const COLUMNS = sql`s.client_id as "clientId", s.id, s.device_id as "deviceId", s.restore_point_id as "restorePointId", s.instance_id as "instanceId", s.state,
  s.person_name as "personName", s.asked_at as "askedAt", s.heard_at as "heardAt", s.running_at as "runningAt", s.ends_at as "endsAt", s.ended_at as "endedAt",
  s.stop_asked_by as "stopAskedBy", s.has_files as "hasFiles", s.expected, s.progress, s.seen, s.ending, s.timings, p.paths`
const FROM = sql`from recovery_sandbox s join recovery_restore_point p on p.client_id = s.client_id and p.id = s.restore_point_id`

export async function loadSandbox(tx: Tx, id: Id): Promise<SandboxRow | null> {
  const { rows } = await sql<SandboxRow>`select ${COLUMNS} ${FROM} where s.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

export async function loadNewest(tx: Tx, clientId: Id, deviceId: Id): Promise<SandboxRow | null> {
  const { rows } =
    await sql<SandboxRow>`select ${COLUMNS} ${FROM} where s.client_id = ${clientId} and s.device_id = ${deviceId} order by s.asked_at desc limit 1`.execute(
      tx,
    )
  return rows[0] ?? null
}

/** All that are not ended, in the scope of the transaction. */
export async function loadOpen(tx: Tx): Promise<SandboxRow[]> {
  const { rows } = await sql<SandboxRow>`select ${COLUMNS} ${FROM} where s.state <> 'ended'`.execute(tx)
  return rows
}

/** Until the end of the transaction nobody else starts one: what fits is counted before. */
export async function lockCapacity(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(724205)`.execute(tx)
}

export type NewSandbox = Pick<SandboxRow, 'clientId' | 'id' | 'deviceId' | 'restorePointId' | 'instanceId' | 'expected'> & {
  person: { kind: string; id: string; name: string }
  at: Date
}

export async function insertSandbox(tx: Tx, s: NewSandbox): Promise<void> {
  await sql`insert into recovery_sandbox (client_id, id, device_id, restore_point_id, instance_id, state, person_kind, person_id, person_name, asked_at, heard_at, has_files, expected)
    values (${s.clientId}, ${s.id}, ${s.deviceId}, ${s.restorePointId}, ${s.instanceId}, 'starting', ${s.person.kind}, ${s.person.id}, ${s.person.name},
      ${s.at}, ${s.at}, false, ${s.expected === null ? null : JSON.stringify(s.expected)})`.execute(tx)
}

export type Heard = {
  at: Date
  progress: Progress | null
  hasFiles: boolean
  seen: Sandbox['seen']
  runningAt: Date | null
  endsAt: Date | null
}

/** Null where it counts as ended already; else who asked that it stop. */
export async function saveHeard(tx: Tx, clientId: Id, id: Id, h: Heard): Promise<{ stopAskedBy: string | null } | null> {
  const { rows } = await sql<{ stop_asked_by: string | null }>`update recovery_sandbox
    set heard_at = ${h.at}, progress = ${json(h.progress)}, has_files = ${h.hasFiles}, seen = ${json(h.seen)}, running_at = ${h.runningAt}, ends_at = ${h.endsAt},
      state = ${h.runningAt === null ? 'starting' : 'running'}
    where client_id = ${clientId} and id = ${id} and state <> 'ended' returning stop_asked_by`.execute(tx)
  return rows[0] === undefined ? null : { stopAskedBy: rows[0].stop_asked_by }
}

export async function askToStop(tx: Tx, clientId: Id, id: Id, by: string): Promise<void> {
  await sql`update recovery_sandbox set stop_asked_by = coalesce(stop_asked_by, ${by}) where client_id = ${clientId} and id = ${id}`.execute(
    tx,
  )
}

/** False when it was ended before. */
export async function endSandbox(
  tx: Tx,
  clientId: Id,
  id: Id,
  o: { at: Date; why: ProofReason; timings: Timings | null },
): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update recovery_sandbox set state = 'ended', ended_at = ${o.at}, ending = ${json(o.why)}, timings = ${json(o.timings)}, has_files = false
      where client_id = ${clientId} and id = ${id} and state <> 'ended'`.execute(tx)
  return numAffectedRows === 1n
}

/** Of the last start that came up, or of the last test that started the server. */
export async function loadExpected(tx: Tx, clientId: Id, deviceId: Id): Promise<Timings | null> {
  const { rows } = await sql<{ timings: Timings }>`select timings from (
      select asked_at as at, timings from recovery_sandbox where client_id = ${clientId} and device_id = ${deviceId} and timings ? 'boot'
      union all select at, result -> 'timings' from recovery_proof where client_id = ${clientId} and device_id = ${deviceId} and result -> 'timings' ? 'boot') t
    order by at desc limit 1`.execute(tx)
  return rows[0]?.timings ?? null
}

export type NewTicket = { clientId: Id; id: Id; sandboxId: Id; secretHash: Buffer; personId: string; shows: Window; expiresAt: Date }

export async function insertTicket(tx: Tx, t: NewTicket): Promise<void> {
  await sql`insert into recovery_sandbox_ticket (client_id, id, sandbox_id, secret_hash, person_id, shows, expires_at)
    values (${t.clientId}, ${t.id}, ${t.sandboxId}, ${t.secretHash}, ${t.personId}, ${t.shows}, ${t.expiresAt})`.execute(tx)
}

/** In one statement, so that of two who bring the same ticket one is late. */
export async function useTicket(
  tx: Tx,
  t: Pick<NewTicket, 'clientId' | 'sandboxId' | 'secretHash' | 'personId' | 'shows'> & { at: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`update recovery_sandbox_ticket set used_at = ${t.at}
    where client_id = ${t.clientId} and sandbox_id = ${t.sandboxId} and secret_hash = ${t.secretHash} and person_id = ${t.personId} and shows = ${t.shows}
      and used_at is null and expires_at > ${t.at}`.execute(tx)
  return numAffectedRows === 1n
}

export async function hasLooked(tx: Tx, clientId: Id, sandboxId: Id, personId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from recovery_sandbox_ticket
    where client_id = ${clientId} and sandbox_id = ${sandboxId} and person_id = ${personId} and used_at is not null limit 1`.execute(tx)
  return rows.length > 0
}

export type StatementRow = Omit<Statement, 'at'> & { id: Id; at: Date; sandboxId: Id; restorePointId: Id; proofId: Id | null }

export async function insertStatement(tx: Tx, clientId: Id, s: StatementRow & { deviceId: Id; personId: string }): Promise<void> {
  await sql`insert into recovery_statement (client_id, id, sandbox_id, device_id, restore_point_id, proof_id, verdict, sentence, person_kind, person_id, person_name, identified, at)
    values (${clientId}, ${s.id}, ${s.sandboxId}, ${s.deviceId}, ${s.restorePointId}, ${s.proofId}, ${s.verdict}, ${s.sentence}, ${s.kind}, ${s.personId}, ${s.by}, ${s.identified}, ${s.at})`.execute(
    tx,
  )
}

const STATEMENT = sql`select id, sandbox_id as "sandboxId", restore_point_id as "restorePointId", proof_id as "proofId", verdict, sentence,
  person_kind as kind, person_name as by, identified, at from recovery_statement`

export async function loadStatement(tx: Tx, clientId: Id, sandboxId: Id): Promise<StatementRow | null> {
  const { rows } = await sql<StatementRow>`${STATEMENT} where client_id = ${clientId} and sandbox_id = ${sandboxId}`.execute(tx)
  return rows[0] ?? null
}

/** The newest of the client's people about this restore point that stands in no proof yet; it is given to this one. */
export async function takeStatement(tx: Tx, clientId: Id, restorePointId: Id, proofId: Id): Promise<StatementRow | null> {
  const { rows } = await sql<StatementRow>`${STATEMENT}
    where client_id = ${clientId} and restore_point_id = ${restorePointId} and proof_id is null and person_kind = 'client' order by at desc limit 1`.execute(
    tx,
  )
  if (rows[0] === undefined) return null
  await sql`update recovery_statement set proof_id = ${proofId} where client_id = ${clientId} and id = ${rows[0].id}`.execute(tx)
  return rows[0]
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}
