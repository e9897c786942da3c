/** Writes and reads envelopes and their results. */
import type { SignedEnvelope } from '@mainstay/contract/agent'
import type { Id } from '@mainstay/kernel'
import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { Draft, EnvelopeStatus } from './domain.ts'

export type StoredEnvelope = Draft & {
  id: Id
  clientId: Id
  status: EnvelopeStatus
  note: string
  needed: number
  envelope: SignedEnvelope | null
  createdAt: Date
}

type Row = {
  client_id: string
  id: string
  status: EnvelopeStatus
  kind: string
  args: unknown
  devices: string[]
  payload_hash: string | null
  note: string
  needed: number
  envelope_id: string | null
  body: string | null
  signatures: SignedEnvelope['signatures'] | null
  created_at: Date
}

export async function insertDraft(tx: Tx, e: StoredEnvelope, by: string): Promise<void> {
  await sql`insert into trust_envelope (client_id, id, status, kind, args, devices, payload_hash, note, needed, created_by, created_at)
    values (${e.clientId}, ${e.id}, ${e.status}, ${e.kind}, ${JSON.stringify(e.args)}, ${[...e.devices]}::uuid[], ${e.payloadHash}, ${e.note}, ${e.needed}, ${by}, ${e.createdAt})`.execute(
    tx,
  )
}

/** A newer draft of the same thing takes the place of one that nobody has signed yet. */
export async function withdrawDrafts(tx: Tx, clientId: Id, kind: string, devices: readonly Id[]): Promise<void> {
  await sql`update trust_envelope set status = 'withdrawn' where client_id = ${clientId} and kind = ${kind} and status = 'draft' and devices = ${[...devices]}::uuid[]`.execute(
    tx,
  )
}

/** Signed, wholly or in part; a wholly signed one takes its place in the order in which agents get them. */
export async function saveSigned(
  tx: Tx,
  e: StoredEnvelope & { envelope: SignedEnvelope },
  o: { seq: number; expiresAt: Date; at: Date },
): Promise<void> {
  const { id, body, signatures } = e.envelope
  await sql`update trust_envelope set status = ${e.status}, envelope_id = ${id}, body = ${body}, signatures = ${JSON.stringify(signatures)}, seq = ${o.seq}, expires_at = ${o.expiresAt},
    signed_at = ${o.at}, position = case when ${e.status} = 'signed' then nextval('trust_envelope_position') end
    where client_id = ${e.clientId} and id = ${e.id}`.execute(tx)
}

export async function loadEnvelope(tx: Tx, id: Id): Promise<StoredEnvelope | null> {
  const { rows } = await sql<Row>`select * from trust_envelope where id = ${id} for update`.execute(tx)
  return rows[0] ? storedOf(rows[0]) : null
}

export async function loadByEnvelopeId(tx: Tx, clientId: Id, envelopeId: Id): Promise<StoredEnvelope | null> {
  const { rows } =
    await sql<Row>`select * from trust_envelope where client_id = ${clientId} and envelope_id = ${envelopeId} for update`.execute(tx)
  return rows[0] ? storedOf(rows[0]) : null
}

export async function loadPending(tx: Tx): Promise<StoredEnvelope[]> {
  const { rows } = await sql<Row>`select * from trust_envelope where status in ('draft', 'partly-signed') order by created_at`.execute(tx)
  return rows.map(storedOf)
}

export async function lastSeq(tx: Tx, clientId: Id): Promise<number> {
  const { rows } = await sql<{ seq: string | null }>`select max(seq) as seq from trust_envelope where client_id = ${clientId}`.execute(tx)
  return Number(rows[0]?.seq ?? 0)
}

/** What the device has not answered yet, in the order of signing, after the one it took last. */
export async function loadForDevice(tx: Tx, o: { clientId: Id; deviceId: Id; after: string | null; now: Date }): Promise<SignedEnvelope[]> {
  const { rows } = await sql<Row>`select e.* from trust_envelope e
    where e.client_id = ${o.clientId} and e.status = 'signed' and e.expires_at > ${o.now} and e.devices @> array[${o.deviceId}]::uuid[]
      and e.position > coalesce((select a.position from trust_envelope a where a.client_id = ${o.clientId} and a.envelope_id = ${o.after}::uuid), 0)
      and not exists (select 1 from trust_envelope_result r where r.client_id = e.client_id and r.envelope_id = e.envelope_id and r.device_id = ${o.deviceId})
    order by e.position limit 50`.execute(tx)
  return rows.map(storedOf).flatMap((e) => (e.envelope === null ? [] : [e.envelope]))
}

export async function saveResult(
  tx: Tx,
  o: { clientId: Id; deviceId: Id; envelopeId: Id; outcome: string; reason: string | null; at: Date },
): Promise<void> {
  await sql`insert into trust_envelope_result (client_id, envelope_id, device_id, outcome, reason, at)
    values (${o.clientId}, ${o.envelopeId}, ${o.deviceId}, ${o.outcome}, ${o.reason}, ${o.at}) on conflict do nothing`.execute(tx)
}

/** What an envelope for this device said. */
export async function loadCommand(
  tx: Tx,
  o: { clientId: Id; deviceId: Id; envelopeId: Id },
): Promise<{ kind: string; args: unknown } | null> {
  const { rows } = await sql<{ kind: string; args: unknown }>`select kind, args from trust_envelope
    where client_id = ${o.clientId} and envelope_id = ${o.envelopeId} and devices @> array[${o.deviceId}]::uuid[]`.execute(tx)
  return rows[0] ?? null
}

function storedOf(r: Row): StoredEnvelope {
  const envelope =
    r.envelope_id !== null && r.body !== null && r.signatures !== null
      ? { id: r.envelope_id, body: r.body, signatures: r.signatures }
      : null
  return {
    id: r.id,
    clientId: r.client_id,
    status: r.status,
    kind: r.kind,
    args: r.args,
    devices: r.devices,
    payloadHash: r.payload_hash,
    note: r.note,
    needed: r.needed,
    envelope,
    createdAt: r.created_at,
  }
}
