/** Renders a report's PDF in a short-lived child process, so that fonts and layout never stay in the server's memory. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import type { Paper, ReportView } from '@mainstay/contract/reports'
import { AppError } from '@mainstay/kernel'

export type RenderPdf = (view: ReportView, o: { paper: Paper; sha256?: string | null }) => Promise<Buffer>

const WORKER = join(import.meta.dirname, 'render.worker.ts')
/** Usual is about a second; a busy machine gets more, a hanging child does not. */
const TIME_LIMIT_MS = 30_000
/** Of the child's heap, in MB. */
const HEAP_MB = 256

/** At most `atOnce` children run; the others wait their turn. Throws `reports.pdf-failed`. */
export function createPdfRenderer({ timeLimitMs = TIME_LIMIT_MS, atOnce = 2 }: { timeLimitMs?: number; atOnce?: number } = {}): RenderPdf {
  let free = atOnce
  const waiting: (() => void)[] = []
  return async (view, { paper, sha256 = null }) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await renderInChild(JSON.stringify({ view, paper, sha256 }), timeLimitMs)
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}

/** For one PDF outside a server, as the command line makes it. */
export const renderReportPdf: RenderPdf = (view, o) => createPdfRenderer()(view, o)

async function renderInChild(input: string, timeLimitMs: number): Promise<Buffer> {
  // Nothing of the server's environment: the child needs no secret.
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, WORKER], { env: {}, stdio: 'pipe' })
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
    throw new AppError('reports.pdf-failed', { reason }, { cause: new Error(complaint.slice(-2000)) })
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('reports.pdf-failed', { reason: 'the program that draws it could not be started' }, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
