/** Draws a PDF in a short-lived child process, so that fonts and layout never stay in the server's memory. */
import { spawn } from 'node:child_process'
import { buffer, text } from 'node:stream/consumers'
import { AppError } from '@mainstay/kernel'

/** Usual is about a second; a busy machine gets more, a hanging child does not. */
const TIME_LIMIT_MS = 30_000
/** Of the child's heap, in MB. */
const HEAP_MB = 256

export type DrawInChild = (input: string) => Promise<Buffer>

/** `worker` reads `input` from stdin and writes the file to stdout. At most `atOnce` children run; the others wait their turn. */
export function createDrawer(o: {
  worker: string
  failed: (reason: string, cause: unknown) => AppError
  timeLimitMs?: number | undefined
  atOnce?: number | undefined
}): DrawInChild {
  let free = o.atOnce ?? 2
  const waiting: (() => void)[] = []
  return async (input) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await draw(input, o.worker, o.timeLimitMs ?? TIME_LIMIT_MS, o.failed)
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}

async function draw(
  input: string,
  worker: string,
  timeLimitMs: number,
  failed: (reason: string, cause: unknown) => AppError,
): Promise<Buffer> {
  // Nothing of the server's environment: the child needs no secret.
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, worker], { env: {}, stdio: 'pipe' })
  const limit = { passed: false }
  const timer = setTimeout(() => {
    limit.passed = true
    child.kill('SIGKILL')
  }, timeLimitMs)
  try {
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve(code))
    })
    // A child that dies early closes its stdin; its exit code tells the rest.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const [file, complaint, code] = await Promise.all([buffer(child.stdout), text(child.stderr), ended])
    if (code === 0 && file.length > 0) return file
    const reason = limit.passed ? `it took longer than ${Math.round(timeLimitMs / 1000)} s` : 'the program that draws it ended early'
    throw failed(reason, new Error(complaint.slice(-2000)))
  } catch (error) {
    if (error instanceof AppError) throw error
    throw failed('the program that draws it could not be started', error)
  } finally {
    clearTimeout(timer)
  }
}
