/** Runs a job in a short-lived child of this program, so that its memory goes when it ends: one JSON document in, one out. */
import { spawn } from 'node:child_process'
import { childEnvironment, type Program } from './program.ts'

export type JobName = 'envelopes' | 'inventory' | 'backup'
export type JobEnd = { ok: true; output: unknown } | { ok: false; reason: string }
export type RunJob = (name: JobName, input: unknown, limits: { signal: AbortSignal; timeoutMs: number }) => Promise<JobEnd>

const LONGEST_OUTPUT = 4 * 1024 * 1024
/** A child that does not stop when it is asked is killed after this. */
const GRACE_MS = 10_000

/** The child lives on its standard input: when that closes, because this process ended in whatever way, it stops too. */
export function createRunJob(program: Program, environment: NodeJS.ProcessEnv = process.env): RunJob {
  return (name, input, { signal, timeoutMs }) =>
    new Promise((resolve) => {
      const child = spawn(program.command, [...program.args, 'job', name], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: childEnvironment(environment),
        windowsHide: true,
      })
      let output = ''
      let stopped: string | null = null
      const stop = (reason: string): void => {
        stopped ??= reason
        child.stdin.end()
        setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref()
      }
      const onAbort = (): void => stop('the agent stops')
      const timer = setTimeout(() => stop('it took too long'), timeoutMs)
      signal.addEventListener('abort', onAbort)
      child.stdin.on('error', () => undefined)
      child.stdin.write(`${JSON.stringify(input)}\n`)
      child.stdout.setEncoding('utf8')
      child.stdout.on('data', (chunk: string) => {
        if (output.length < LONGEST_OUTPUT) output += chunk
      })
      const end = (result: JobEnd): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        resolve(result)
      }
      child.on('error', (error) => end({ ok: false, reason: error.message }))
      child.on('close', (code, killed) => end(meaning(code, killed, output, stopped)))
      if (signal.aborted) onAbort()
    })
}

function meaning(code: number | null, killed: string | null, output: string, stopped: string | null): JobEnd {
  if (stopped !== null) return { ok: false, reason: stopped }
  if (code !== 0) return { ok: false, reason: code === null ? `it was ended by ${killed ?? 'a signal'}` : `it ended with code ${code}` }
  try {
    return { ok: true, output: JSON.parse(output) }
  } catch {
    return { ok: false, reason: 'its output was no JSON' }
  }
}
