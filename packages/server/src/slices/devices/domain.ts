/** What a device is, and the decisions about its policy. */
import type { DevicePolicy, PolicyChange } from './policy.ts'
import { err, type Id, ok, type Result } from '@mainstay/kernel'

export type Device = {
  id: Id
  clientId: Id
  siteId: Id
  hostname: string
  os: 'linux' | 'windows' | 'darwin'
  arch: string
  agentVersion: string
  publicKey: Uint8Array
  machineHash: string | null
  enrolledAt: Date
  lastSeenAt: Date | null
  clockSkewSeconds: number | null
  revokedAt: Date | null
}

export type PolicyState = { revision: number; applied: DevicePolicy | null; appliedAt: Date | null; draft: DevicePolicy | null }

export const NO_POLICY: PolicyState = { revision: 0, applied: null, appliedAt: null, draft: null }

/** A new device collects every ten seconds and protects nothing until a person says what. */
export const FIRST_POLICY: Omit<DevicePolicy, 'revision'> = {
  v: 1,
  collection: { intervalSeconds: 10 },
  backup: null,
  programs: { agent: null, restic: null },
  fanOutLimit: 10,
}

/** The next policy: the newest one that is known, with the change, one revision on. An agent never goes back to a smaller revision. */
export function nextPolicy(state: PolicyState, change: PolicyChange): DevicePolicy {
  const base = state.draft ?? state.applied ?? { ...FIRST_POLICY, revision: 0 }
  return { ...base, ...change, revision: Math.max(state.revision, base.revision) + 1 }
}

/** What an agent says that it applied. An older one than is known here is a stale message, not a step back. */
export function policyApplied(state: PolicyState, policy: DevicePolicy, at: Date): Result<PolicyState, 'stale'> {
  if (state.applied !== null && policy.revision <= state.applied.revision) return err('stale')
  const draft = state.draft !== null && state.draft.revision <= policy.revision ? null : state.draft
  return ok({ revision: Math.max(state.revision, policy.revision), applied: policy, appliedAt: at, draft })
}

/** Paths that would protect nothing or the wrong thing are refused before a person signs them. */
export function backupPathProblem(paths: readonly string[]): string | null {
  for (const path of paths) {
    if (path.split('/').includes('..')) return `${path}: a path must not contain ..`
    if (/^\/(proc|sys|dev|run)(\/|$)/.test(path)) return `${path}: the system makes this anew at each start, there is nothing to protect`
  }
  return null
}
