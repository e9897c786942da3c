/** Programs that the signed policy runs before and after a backup, so that an application is at rest while it is copied. */
import type { Hooks } from '@mainstay/contract/agent'
import { runProgram } from './run-program.ts'

export type Hooked<T> = { kind: 'ran'; value: T; after: string | null } | { kind: 'refused'; reason: string }

/**
 * `after` runs however the work ended, also when `before` failed: it may have stopped something already. Its own failure is told, the backup stays.
 * `isDone` says of what the work gave whether `after` is told `done`.
 */
export async function withHooks<T>(
  hooks: Hooks,
  signal: AbortSignal,
  work: () => Promise<T>,
  isDone: (value: T) => boolean,
): Promise<Hooked<T>> {
  let outcome = 'failed'
  const after = () => run('after', hooks.after, AbortSignal.timeout(LONGEST_MS), { MAINSTAY_BACKUP: outcome })
  const before = await run('before', hooks.before, signal, {})
  if (before !== null) return { kind: 'refused', reason: [`nothing was backed up: ${before}`, await after()].filter(Boolean).join('; ') }
  let value: T
  try {
    value = await work()
    if (isDone(value)) outcome = 'done'
  } catch (error) {
    await after()
    throw error
  }
  return { kind: 'ran', value, after: await after() }
}

/** Not stopped with the backup: what was held for it must go on. Its own limit ends it sooner. */
const LONGEST_MS = 86_400_000

async function run(which: keyof Hooks, hook: Hooks['before'], signal: AbortSignal, env: Record<string, string>): Promise<string | null> {
  if (hook === undefined) return null
  const end = await runProgram(hook.command, { timeoutMs: hook.timeoutSeconds * 1000, signal, env })
  return end.ok ? null : `the program to run ${which} it, ${hook.command[0]}: ${end.reason}`
}
