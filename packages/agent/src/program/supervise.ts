/** Starts the agent again when it ends by itself, at a growing distance; for machines without a service manager. */
import { spawn } from 'node:child_process'
import { createBackoff } from '../runtime/backoff.ts'
import type { Log } from '../runtime/log.ts'
import { pause } from '../runtime/pause.ts'
import type { Program } from '../runtime/program.ts'
import { EXIT, isFinal } from './exit-codes.ts'

/** An agent that ran so long was sound: the next fall is a first one again. */
const SOUND_AFTER_MS = 60_000

export type Supervision = { program: Program; args: string[]; env: NodeJS.ProcessEnv; log: Log; signal: AbortSignal; soundAfterMs?: number }

/** Runs until it is stopped or the agent ends for good, and gives the exit code. */
export async function supervise({ program, args, env, log, signal, soundAfterMs = SOUND_AFTER_MS }: Supervision): Promise<number> {
  const backoff = createBackoff()
  while (!signal.aborted) {
    const started = Date.now()
    const code = await runOnce({ program, args, env, signal })
    if (signal.aborted) return code ?? EXIT.ok
    if (isFinal(code)) return code ?? EXIT.failed
    if (Date.now() - started >= soundAfterMs) backoff.succeeded()
    const waitMs = backoff.failed()
    log.warn('the agent ended and is started again', { code, waitMs })
    await pause(waitMs, signal)
  }
  return EXIT.ok
}

function runOnce({ program, args, env, signal }: Pick<Supervision, 'program' | 'args' | 'env' | 'signal'>): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(program.command, [...program.args, ...args], { stdio: 'inherit', env, windowsHide: true })
    const stop = (): void => {
      child.kill('SIGTERM')
    }
    signal.addEventListener('abort', stop)
    const end = (code: number | null): void => {
      signal.removeEventListener('abort', stop)
      resolve(code)
    }
    child.on('error', () => end(null))
    child.on('close', (code) => end(code))
  })
}
