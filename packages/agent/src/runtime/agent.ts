/** The resident agent: everything that runs as long as it does, put together, started and stopped in order. */
import { createBackupScheduler } from '../backup/scheduler.ts'
import { createCollection } from '../collectors/collection.ts'
import { createBackoff } from './backoff.ts'
import { createEnvelopesLoop } from './envelopes.ts'
import { filesIn } from './files.ts'
import type { Identity } from './identity.ts'
import { createInventoryLoop } from './inventory-loop.ts'
import { createRunJob } from './jobs.ts'
import type { Log } from './log.ts'
import { createMetricsLoop } from './metrics-loop.ts'
import { createPolicyStore } from './policy.ts'
import type { Program } from './program.ts'
import { openQueue } from './queue.ts'
import { createResultsLoop } from './results.ts'
import { createSendBatch } from './send-batch.ts'
import { createServer } from './server.ts'
import { createSession } from './session.ts'
import { AGENT_VERSION } from './version.ts'

export type ResidentOptions = {
  identity: Identity
  /** The address to use; it may differ from the one of the enrolment when the server has moved. */
  server: string
  data: string
  log: Log
  program: Program
  queueBytes?: number
}

export type Resident = { stop(): Promise<void>; busy(): boolean }

const DEFAULT_INTERVAL_S = 10
const DEFAULT_QUEUE_BYTES = 64 * 1024 * 1024

export async function startResident({
  identity,
  server: address,
  data,
  log,
  program,
  queueBytes = DEFAULT_QUEUE_BYTES,
}: ResidentOptions): Promise<Resident> {
  const files = filesIn(data)
  const server = createServer(address, AGENT_VERSION)
  const session = createSession({ server, identity })
  const runJob = createRunJob(program)
  const policy = createPolicyStore(files.policy, log)
  const queue = openQueue(files.queue, queueBytes, log)
  const metrics = createMetricsLoop({
    collect: await createCollection(),
    intervalMs: () => (policy.current()?.collection.intervalSeconds ?? DEFAULT_INTERVAL_S) * 1000,
    queue,
    queueFolder: files.queue,
    send: createSendBatch({ session, log }),
    backoff: createBackoff(),
    bootId: bootId(),
    log,
  })
  const results = createResultsLoop({ folder: files.results, session, backoff: createBackoff(), log })
  const backups = createBackupScheduler({
    policy: policy.current,
    session,
    runJob,
    files: { data, schedule: files.schedule, results: files.results },
    server: address,
    log,
    onResult: results.kick,
  })
  const envelopes = createEnvelopesLoop({
    session,
    runJob,
    files: { data, trust: files.trust },
    backoff: createBackoff(),
    log,
    onOutcome(outcome) {
      if (outcome.policyChanged) {
        policy.reload()
        metrics.reschedule()
      }
      if (outcome.backupWanted) backups.changed('run-now')
      else if (outcome.policyChanged) backups.changed()
      if (outcome.results > 0) results.kick()
    },
  })
  const inventory = createInventoryLoop({ session, runJob, data, server: address, log })
  // The first payload first: all else waits for nothing, but comes after.
  metrics.start()
  envelopes.start()
  results.kick()
  inventory.start()
  log.info('agent started', {
    deviceId: identity.deviceId,
    server: address,
    version: AGENT_VERSION,
    revision: policy.current()?.revision ?? null,
  })
  return {
    busy: backups.busy,
    async stop() {
      await Promise.all([metrics.stop(), envelopes.stop(), inventory.stop(), backups.stop()])
      await results.stop()
      log.info('agent stopped')
    },
  }
}

/** 16 hex digits, new at each start. */
function bootId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
