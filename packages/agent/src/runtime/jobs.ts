/** Runs a job in a short-lived child of this program, so that its memory goes when it ends: one JSON document in, one out. */
import { startChild } from './child.ts'
import { reasonOf } from './log.ts'
import { childEnvironment, type Program } from './program.ts'

export type JobName = 'envelopes' | 'inventory' | 'backup'
export type JobEnd = { ok: true; output: unknown } | { ok: false; reason: string }
export type RunJob = (name: JobName, input: unknown, limits: { signal: AbortSignal; timeoutMs: number }) => Promise<JobEnd>

const LONGEST_OUTPUT = 4 * 1024 * 1024
/** A child that does not stop when it is asked is killed after this. */
const GRACE_MS = 15_000

/** The child lives on its standard input: when that closes, because this process ended in whatever way, it stops too. */
export function createRunJob(program: Program, environment: NodeJS.ProcessEnv = process.env, graceMs = GRACE_MS): RunJob {
  return async (name, input, { signal, timeoutMs }) => {
    let stopped: string | null = null
    let killTimer: NodeJS.Timeout | null = null
    try {
      const child = await startChild([program.command, ...program.args, 'job', name], childEnvironment(environment), LONGEST_OUTPUT)
      const stop = (reason: string): void => {
        stopped ??= reason
        child.closeInput()
        killTimer ??= setTimeout(() => child.kill(), graceMs)
      }
      const onAbort = (): void => stop('the agent stops')
      const timer = setTimeout(() => stop('it took too long'), timeoutMs)
      signal.addEventListener('abort', onAbort)
      child.write(`${JSON.stringify(input)}\n`)
      if (signal.aborted) onAbort()
      const {
        code,
        signal: killed,
        output,
      } = await child.ended.finally(() => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        if (killTimer !== null) clearTimeout(killTimer)
      })
      return stopped === null ? meaning(code, killed, output) : { ok: false, reason: stopped }
    } catch (error) {
      return { ok: false, reason: stopped ?? reasonOf(error) }
    }
  }
}

function meaning(code: number | null, killed: string | null, output: string): JobEnd {
  if (code !== 0) return { ok: false, reason: code === null ? `it was ended by ${killed ?? 'a signal'}` : `it ended with code ${code}` }
  try {
    return { ok: true, output: JSON.parse(output) }
  } catch {
    return { ok: false, reason: 'its output was no JSON' }
  }
}
