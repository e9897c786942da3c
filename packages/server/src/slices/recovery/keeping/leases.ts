/** Who reads a repository now, and who rewrites it: a prune waits for readers, and readers wait for it. */
import { setTimeout } from 'node:timers/promises'
import { type Clock, type Id, newId } from '@mainstay/kernel'
import { sql } from 'kysely'
import { type Database, oneClient } from '../../../platform/database/index.ts'

/** One that was not renewed for so long belongs to a process that is gone. */
const HELD_MS = 120_000
const RENEW_MS = 30_000
const ASK_AGAIN_MS = 5000

export type Leases = {
  /** Runs `work` while nothing is removed from the repository. */
  reading<T>(device: Device, signal: AbortSignal, work: () => Promise<T>): Promise<T>
  /** Runs `work` alone, or gives null without waiting. */
  alone<T>(device: Device, work: () => Promise<T>): Promise<T | null>
  /** Whether something is being removed right now. */
  isPruned(device: Device): Promise<boolean>
}

type Device = { clientId: Id; deviceId: Id }

export function createLeases({ database, clock }: { database: Database; clock: Clock }): Leases {
  async function take({ clientId, deviceId }: Device, kind: 'read' | 'prune'): Promise<Id | null> {
    const id = newId()
    return database.transaction(oneClient(clientId), async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`recovery-lease:${deviceId}`}, 0))`.execute(tx)
      const now = clock.now()
      await sql`delete from recovery_lease where client_id = ${clientId} and device_id = ${deviceId} and until < ${now}`.execute(tx)
      const { rows } = await sql<{ n: number }>`select (
          select count(*) from recovery_lease where client_id = ${clientId} and device_id = ${deviceId} and (kind = 'prune' or ${kind} = 'prune'))::int
        + (select count(*) from recovery_sandbox where ${kind} = 'prune' and client_id = ${clientId} and device_id = ${deviceId} and state <> 'ended')::int as n`.execute(
        tx,
      )
      if ((rows[0]?.n ?? 0) > 0) return null
      const until = new Date(now.getTime() + HELD_MS)
      await sql`insert into recovery_lease (client_id, id, device_id, kind, until) values (${clientId}, ${id}, ${deviceId}, ${kind}, ${until})`.execute(
        tx,
      )
      return id
    })
  }

  async function hold<T>({ clientId }: Device, id: Id, work: () => Promise<T>): Promise<T> {
    const change = (text: 'renew' | 'end') =>
      database.transaction(oneClient(clientId), async (tx) => {
        if (text === 'end') await sql`delete from recovery_lease where client_id = ${clientId} and id = ${id}`.execute(tx)
        else {
          const until = new Date(clock.now().getTime() + HELD_MS)
          await sql`update recovery_lease set until = ${until} where client_id = ${clientId} and id = ${id}`.execute(tx)
        }
      })
    // A renewal that fails is tried again before the lease is over.
    const timer = setInterval(() => void change('renew').catch(() => {}), RENEW_MS)
    try {
      return await work()
    } finally {
      clearInterval(timer)
      await change('end')
    }
  }

  return {
    reading: async (device, signal, work) => {
      for (;;) {
        const id = await take(device, 'read')
        if (id !== null) return hold(device, id, work)
        await setTimeout(ASK_AGAIN_MS, undefined, { signal })
      }
    },
    isPruned: ({ clientId, deviceId }) =>
      database.transaction(oneClient(clientId), async (tx) => {
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from recovery_lease
          where client_id = ${clientId} and device_id = ${deviceId} and kind = 'prune' and until >= ${clock.now()}`.execute(tx)
        return (rows[0]?.n ?? 0) > 0
      }),
    alone: async (device, work) => {
      const id = await take(device, 'prune')
      return id === null ? null : hold(device, id, work)
    },
  }
}
