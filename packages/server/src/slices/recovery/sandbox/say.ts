/** Writes down what a person said after looking, and lets it stand in the proof of that restore point as L5. */
import type { StatementVerdict } from '@mainstay/contract/recovery'
import { type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../../platform/audit/index.ts'
import type { Actor } from '../../../platform/auth/index.ts'
import type { Tx } from '../../../platform/database/index.ts'
import { notify, publish } from '../../../platform/outbox/index.ts'
import { loadProofOfPoint, type ProofRow, updateProof } from '../store.ts'
import { withStatement } from './domain.ts'
import { insertStatement, type SandboxRow, type StatementRow, takeStatement } from './store.ts'
import { statementWire } from './views.ts'

type Said = { verdict: StatementVerdict; sentence: string; identified: string; at: Date }

/** The proof that it stands in; null while that restore point has none, or when it was said by the provider's people. */
export async function recordStatement(tx: Tx, row: SandboxRow, actor: Actor, said: Said): Promise<Id | null> {
  const { clientId, deviceId, restorePointId } = row
  const kind = actor.kind === 'client' ? 'client' : 'staff'
  const proof = kind === 'client' ? await loadProofOfPoint(tx, clientId, restorePointId) : null
  const statement: StatementRow = {
    ...said,
    kind,
    id: newId(said.at.getTime()),
    sandboxId: row.id,
    restorePointId,
    proofId: proof?.id ?? null,
    by: actor.name,
  }
  await insertStatement(tx, clientId, { ...statement, deviceId, personId: actor.id })
  const data = { sandboxId: row.id, restorePointId, proofId: statement.proofId, verdict: said.verdict, sentence: said.sentence }
  await recordAudit(tx, { actor, clientId, action: 'recovery.sandbox-said', subject: deviceId, data, at: said.at })
  await notify(tx, [{ topic: 'recovery.sandbox', clientId, deviceId }])
  if (proof === null) return null
  const changed = judgedAnew(proof, statement)
  await updateProof(tx, clientId, changed)
  const payload = { deviceId, proofId: proof.id, level: changed.level }
  await publish(tx, { topic: `recovery.proof.${changed.verdict}`, clientId, payload, at: said.at })
  return proof.id
}

/** For a test that has just been made: what was said of its restore point before there was a proof. */
export async function withPendingStatement(tx: Tx, clientId: Id, proof: ProofRow): Promise<ProofRow> {
  const pending = await takeStatement(tx, clientId, proof.restorePointId, proof.id)
  return pending === null ? proof : judgedAnew(proof, pending)
}

function judgedAnew(proof: ProofRow, said: StatementRow): ProofRow {
  const result = withStatement(proof.result, statementWire(said))
  return { ...proof, result, level: result.level, verdict: result.verdict }
}
