/** A child process that draws one report: JSON on stdin, the PDF on stdout, then it ends and gives its memory back. */
import { text } from 'node:stream/consumers'
import { PaperSchema, ReportViewSchema } from '@mainstay/contract/reports'
import { Sha256Schema } from '@mainstay/contract'
import { z } from 'zod'
import { asPrinted } from '../../../platform/pdf/index.ts'
import { drawReport, registerFonts } from './document.ts'

const InputSchema = z.object({ view: ReportViewSchema, paper: PaperSchema, sha256: Sha256Schema.nullable() })

const { view, paper, sha256 } = InputSchema.parse(JSON.parse(await text(process.stdin)))
registerFonts()
process.stdout.write(await drawReport(asPrinted(view), { paper, sha256 }))
