/** A session of an agent, as the server itself issues them: for load that does not first enrol. */
import { deriveSecret, type MasterKey } from '../../src/platform/secrets/master-key.ts'
import { createSessions } from '../../src/slices/devices/session.ts'

export function agentToken(masterKey: MasterKey, device: { clientId: string; deviceId: string }): string {
  return createSessions(deriveSecret(masterKey, 'agent-session')).issue(device, new Date()).token
}
