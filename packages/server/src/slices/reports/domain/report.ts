/** A report's life: draft, a person's paragraph, approved and frozen. */
import type { ReportSection, ReportView } from '@mainstay/contract/reports'
import { err, type Id, ok, type Result } from '@mainstay/kernel'
import type { Month } from './month.ts'
import { sameWords, suggestionFor } from './suggestion.ts'
import { type Earlier, trendOf } from './trend.ts'
import { verdictOf } from './verdict.ts'

export type DraftInput = {
  id: Id
  version: number
  client: { id: Id; name: string }
  providerName: string
  month: Month
  sections: readonly ReportSection[]
  earlier: Earlier
  now: Date
  /** Of the draft that this one renews: what a person wrote stays. */
  written: ReportView['paragraph'] | null
}

/** Everything that the page and the PDF show, from the sections alone. A month still running is drafted as far as it has come. */
export function draftReport(o: DraftInput): ReportView {
  const { month, zone } = o.month
  const verdict = verdictOf(o.sections, month)
  return {
    id: o.id,
    clientId: o.client.id,
    clientName: o.client.name,
    providerName: o.providerName,
    month,
    zone,
    version: o.version,
    status: 'draft',
    verdict: { ...verdict, trend: trendOf(verdict.tone, month, o.earlier) },
    sections: [...o.sections],
    paragraph: o.written !== null && o.written.author !== null ? o.written : { text: suggestionFor(verdict, o.sections), author: null },
    dataAsOf: o.now.toISOString(),
    approved: null,
  }
}

export type ParagraphRefusal = 'frozen' | 'paragraph-missing' | 'paragraph-unedited'

/** A person's words. The suggestion as it stands is nobody's: it is refused. */
export function writeParagraph(view: ReportView, text: string, author: string): Result<ReportView, ParagraphRefusal> {
  if (view.status === 'approved') return err('frozen')
  const written = text.trim()
  if (written === '') return err('paragraph-missing')
  if (sameWords(written, suggestionFor(view.verdict, view.sections))) return err('paragraph-unedited')
  return ok({ ...view, paragraph: { text: written, author } })
}

export type ApprovalRefusal = 'frozen' | 'paragraph-missing' | 'draft-changed'

/** `read` is the draft's `dataAsOf` that the person had before them, where they say it. */
export function approveReport(view: ReportView, o: { by: string; at: Date; read: string | null }): Result<ReportView, ApprovalRefusal> {
  if (view.status === 'approved') return err('frozen')
  if (o.read !== null && o.read !== view.dataAsOf) return err('draft-changed')
  if (view.paragraph.author === null || view.paragraph.text.trim() === '') return err('paragraph-missing')
  return ok({ ...view, status: 'approved', approved: { by: o.by, at: o.at.toISOString() } })
}
