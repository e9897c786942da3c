/** Exit codes of `mainstay-agent`: those of sysexits(3) where one fits. */

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 64,
  /** Another agent uses the data folder, or it cannot be written. */
  cannotCreate: 73,
  /** Enrolment was refused: starting again does not help. */
  refused: 77,
} as const

const BY_CODE: Record<string, number> = {
  'agent.usage': EXIT.usage,
  'agent.server-address': EXIT.usage,
  'agent.not-enrolled': EXIT.refused,
  'agent.enrolment-refused': EXIT.refused,
  'agent.server-not-trusted': EXIT.refused,
  'agent.identity-damaged': EXIT.refused,
  'agent.data-in-use': EXIT.cannotCreate,
  'agent.data-folder': EXIT.cannotCreate,
}

export function exitCodeOf(errorCode: string): number {
  return BY_CODE[errorCode] ?? EXIT.failed
}

/** Ends after which a supervisor must not start the agent again: a person is needed. */
export function isFinal(exitCode: number | null): boolean {
  return exitCode === EXIT.ok || exitCode === EXIT.usage || exitCode === EXIT.refused || exitCode === EXIT.cannotCreate
}
