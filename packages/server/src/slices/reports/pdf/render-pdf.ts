/** Renders a report's PDF in a short-lived child process. */
import { join } from 'node:path'
import type { Paper, ReportView } from '@mainstay/contract/reports'
import { AppError } from '@mainstay/kernel'
import { createDrawer } from '../../../platform/pdf/index.ts'

export type RenderPdf = (view: ReportView, o: { paper: Paper; sha256?: string | null }) => Promise<Buffer>

const WORKER = join(import.meta.dirname, 'render.worker.ts')

/** At most `atOnce` children run; the others wait their turn. Throws `reports.pdf-failed`. */
export function createPdfRenderer({ timeLimitMs, atOnce }: { timeLimitMs?: number; atOnce?: number } = {}): RenderPdf {
  const failed = (reason: string, cause: unknown): AppError => new AppError('reports.pdf-failed', { reason }, { cause })
  const draw = createDrawer({ worker: WORKER, failed, timeLimitMs, atOnce })
  return (view, { paper, sha256 = null }) => draw(JSON.stringify({ view, paper, sha256 }))
}

/** For one PDF outside a server, as the command line makes it. */
export const renderReportPdf: RenderPdf = (view, o) => createPdfRenderer()(view, o)
