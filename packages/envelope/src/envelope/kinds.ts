/** Which commands exist, and which of them no single person may give. */

/** `destructive`: takes away data, or the means of getting it back, or the device itself. */
const KINDS = {
  policy: { destructive: false },
  'backup.run': { destructive: false },
  'inventory.run': { destructive: false },
  'script.run': { destructive: false },
  'agent.update': { destructive: false },
  'agent.uninstall': { destructive: true },
  'device.wipe': { destructive: true },
  'retention.shorten': { destructive: true },
  'retention.purge': { destructive: true },
} as const

export type EnvelopeKind = keyof typeof KINDS

/** How many devices one signature may reach until a signed policy says otherwise. */
export const DEFAULT_FAN_OUT_LIMIT = 10

export function isEnvelopeKind(kind: string): kind is EnvelopeKind {
  return Object.hasOwn(KINDS, kind)
}

export function isDestructive(kind: EnvelopeKind): boolean {
  return KINDS[kind].destructive
}

/**
 * 2 for destructive commands and for more devices than the limit in force; also for a policy that raises that limit: otherwise one
 * person would lift it first, device by device, and then reach everything alone.
 */
export function signaturesNeeded(of: { kind: EnvelopeKind; fanOut: number; args: unknown; fanOutLimit: number }): 1 | 2 {
  return isDestructive(of.kind) || of.fanOut > of.fanOutLimit || raisesLimit(of.kind, of.args, of.fanOutLimit) ? 2 : 1
}

function raisesLimit(kind: EnvelopeKind, args: unknown, limit: number): boolean {
  if (kind !== 'policy' || typeof args !== 'object' || args === null || !('fanOutLimit' in args)) return false
  return typeof args.fanOutLimit !== 'number' || args.fanOutLimit > limit
}
