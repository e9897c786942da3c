/** Renders a paper as a PDF in a short-lived child process. */
import { join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { createDrawer } from './in-child.ts'
import type { Paper } from './paper.ts'

export type RenderPaper = (paper: Paper) => Promise<Buffer>

/** Throws `platform.pdf-failed`. */
export function createPaperRenderer(): RenderPaper {
  const worker = join(import.meta.dirname, 'paper.worker.ts')
  const failed = (reason: string, cause: unknown): AppError => new AppError('platform.pdf-failed', { reason }, { cause })
  const draw = createDrawer({ worker, failed })
  return (paper) => draw(JSON.stringify(paper))
}
