/** Who does something: a signed-in person, a token, an agent, a signer's key, or the platform itself. */
import type { Id } from '@mainstay/kernel'

export type ActorKind = 'staff' | 'client' | 'token' | 'agent' | 'signer' | 'system'

export type Actor = {
  kind: ActorKind
  id: string
  /** As the audit log shows it. */
  name: string
  /** What the actor may do, e.g. `devices.read`. */
  permissions: ReadonlySet<string>
  /** For whom: every client, or those named. */
  clients: 'all' | readonly Id[]
}

/** The platform's own work: jobs act as this, for the clients of their payload. */
export function systemActor(job: string, clients: Actor['clients'], permissions: readonly string[]): Actor {
  return { kind: 'system', id: job, name: `Mainstay (${job})`, permissions: new Set(permissions), clients }
}
