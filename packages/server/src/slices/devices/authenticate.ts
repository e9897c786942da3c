/** Tells the device behind a request of the agent's channel; a revoked device is out within half a minute. */
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import { type Database, oneClient } from '../../platform/database/index.ts'
import type { Authenticate } from '../../platform/http/index.ts'
import type { Sessions } from './session.ts'
import { loadDevice } from './store.ts'

const REVOCATION_CHECK_MS = 30_000

/** What an agent may do is what its routes do; it has no permission that a person has. */
const AGENT_PERMISSIONS: ReadonlySet<string> = new Set(['agent.channel'])

export function authenticateAgents({ database, clock, sessions }: { database: Database; clock: Clock; sessions: Sessions }): Authenticate {
  const checked = new Map<Id, { at: number; hostname: string }>()
  return async (request) => {
    const now = clock.now()
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
    const session = token === undefined ? null : sessions.read(token, now)
    if (session === null) throw new AppError('devices.session-needed')
    const { clientId, deviceId } = session
    let known = checked.get(deviceId)
    if (known === undefined || now.getTime() - known.at > REVOCATION_CHECK_MS) {
      const device = await database.transaction(oneClient(clientId), (tx) => loadDevice(tx, deviceId))
      if (device === null || device.revokedAt !== null) {
        checked.delete(deviceId)
        throw new AppError('devices.session-refused')
      }
      known = { at: now.getTime(), hostname: device.hostname }
      checked.set(deviceId, known)
    }
    return { kind: 'agent', id: deviceId, name: known.hostname, permissions: AGENT_PERMISSIONS, clients: [clientId] }
  }
}
