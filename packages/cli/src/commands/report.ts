/** `mainstay report`: a client's report of a month as a PDF: the approved one where it stands, else a draft of the records as they are now. */
import { ClientSchema } from '@mainstay/contract/clients'
import type { ReportOutput } from '@mainstay/contract/cli'
import {
  MonthSchema,
  type Paper,
  PaperSchema,
  ReportListSchema,
  type ReportListItem,
  type ReportView,
  ReportViewSchema,
} from '@mainstay/contract/reports'
import { AppError, type Id } from '@mainstay/kernel'
import { renderReportPdf } from '@mainstay/server/report-pdf'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { show, usage } from '../outcome.ts'
import { openOutput } from '../output-file.ts'
import type { SignerHttp } from '../signer/http.ts'
import { clientId, type SigningOptions, signerFrom, withServer } from './signing-options.ts'

type Options = SigningOptions & { client: string; month: string; out: string; paper: string }
type Found = { view: ReportView; sha256: string | null }

export function registerReport(program: Command, io: Io): void {
  withServer(program.command('report').description("a client's report of a month as a PDF"))
    .requiredOption('--client <id>', 'the client')
    .requiredOption('--month <month>', 'as 2026-10')
    .requiredOption('--out <file>', 'the PDF to write')
    .option('--paper <paper>', 'a4 or letter', 'a4')
    .action((options: Options) => report(io, options))
}

async function report(io: Io, options: Options): Promise<void> {
  const client = clientId(options.client)
  const month = MonthSchema.safeParse(options.month)
  if (!month.success) throw usage(`--month is a month as 2026-10, not ${options.month}`)
  const paper = PaperSchema.safeParse(options.paper)
  if (!paper.success) throw usage(`--paper is a4 or letter, not ${options.paper}`)
  // Before anything is asked of the server: what cannot be written is not worth making.
  const output = openOutput(options.out)
  try {
    const { context } = await signerFrom(io, options)
    await context.server()
    const found = await standing(context.http, client, month.data)
    const file = await pdf(found, paper.data)
    output.write(file)
    show(io, options.json, described(found, output.path, file.length))
  } catch (error) {
    output.discard()
    throw error
  }
}

/** What was approved and not replaced stands; a draft is made anew from the records, and refused where there are none. */
async function standing(http: SignerHttp, client: Id, month: string): Promise<Found> {
  await http('GET', `/api/clients/${client}`, ClientSchema)
  const { reports } = await http('GET', `/api/clients/${client}/reports?month=${month}&status=approved`, ReportListSchema)
  const approved = reports.find((one: ReportListItem) => one.replacedBy === null)
  if (approved !== undefined) return { view: await http('GET', `/api/reports/${approved.id}`, ReportViewSchema), sha256: approved.sha256 }
  return { view: await http('POST', `/api/clients/${client}/reports`, ReportViewSchema, { month, needsRecords: true }), sha256: null }
}

async function pdf({ view, sha256 }: Found, paper: Paper): Promise<Buffer> {
  const file = await renderReportPdf(view, { paper, sha256 })
  if (file.subarray(0, 5).toString() !== '%PDF-') throw new AppError('reports.pdf-failed', { reason: 'what was drawn is no PDF' })
  return file
}

function described({ view, sha256 }: Found, file: string, bytes: number): { json: ReportOutput; text: string } {
  const { id, clientId: client, clientName, month, version, status, verdict } = view
  const standing =
    status === 'approved'
      ? `Approved by ${view.approved?.by ?? 'a person'} on ${view.approved?.at.slice(0, 10) ?? ''}.`
      : 'A draft with the records of now: it goes out only when a person has written its paragraph and approved it.'
  const json = {
    file,
    bytes,
    id,
    clientId: client,
    clientName,
    month,
    version,
    status,
    verdict: verdict.sentence,
    tone: verdict.tone,
    sha256,
  }
  return { json, text: `${file}: ${clientName}, ${month}, version ${version}. ${verdict.sentence}\n${standing}\n` }
}
