/** The report on paper, from the same view model as the page: page one in A4 or Letter. */
import { Document, Page, renderToBuffer, StyleSheet, Text, View } from '@react-pdf/renderer'
import type { ReportSection, ReportView, Tone } from '@mainstay/contract/reports'
import { createElement as h, type ReactElement } from 'react'

const COLOUR: Record<Tone, string> = { good: '#1b7f4b', attention: '#a86400', broken: '#b3261e', unknown: '#6a3fb5' }
/** Never colour alone: a word and a shape stand with it. */
const WORD: Record<Tone, string> = { good: 'good', attention: 'needs attention', broken: 'broken', unknown: 'not known' }

const styles = StyleSheet.create({
  page: { padding: 48, fontSize: 10, fontFamily: 'Helvetica', color: '#1d1d1f', lineHeight: 1.4 },
  masthead: { flexDirection: 'row', justifyContent: 'space-between', fontSize: 9, color: '#55555a', marginBottom: 24 },
  verdict: { fontSize: 24, lineHeight: 1.2, marginBottom: 6 },
  trend: { color: '#55555a', marginBottom: 24 },
  section: { marginBottom: 20 },
  title: { fontSize: 13, fontFamily: 'Helvetica-Bold', marginBottom: 2 },
  sentence: { marginBottom: 6 },
  fact: { flexDirection: 'row', justifyContent: 'space-between', borderTop: '0.5 solid #d9d9de', paddingVertical: 4 },
  value: { fontFamily: 'Helvetica-Bold', textAlign: 'right' },
  note: { fontSize: 8, color: '#55555a' },
  footer: {
    position: 'absolute',
    bottom: 28,
    left: 48,
    right: 48,
    fontSize: 8,
    color: '#55555a',
    borderTop: '0.5 solid #d9d9de',
    paddingTop: 6,
  },
})

export async function renderReportPdf(view: ReportView, paper: 'A4' | 'LETTER' = 'A4'): Promise<Buffer> {
  return renderToBuffer(report(view, paper))
}

function report(view: ReportView, paper: 'A4' | 'LETTER'): ReactElement<React.ComponentProps<typeof Document>> {
  const state = view.status === 'draft' ? 'Draft, not yet approved by a person' : `Approved by ${view.approved?.by ?? ''}`
  const sources = view.sections
    .map(
      (one) =>
        `${one.title} from ${one.source}${one.freshAsOf === null ? '' : ` as of ${one.freshAsOf.slice(0, 16).replace('T', ' ')} UTC`}`,
    )
    .join('; ')
  return h(
    Document,
    { title: `${view.clientName}, ${view.month}`, language: 'en', producer: 'Mainstay' },
    h(
      Page,
      { size: paper, style: styles.page },
      h(
        View,
        { style: styles.masthead },
        h(Text, null, `${view.clientName} · ${view.month}`),
        h(Text, null, `${view.providerName} · ${state}`),
      ),
      h(Text, { style: [styles.verdict, { color: COLOUR[view.verdict.tone] }] }, view.verdict.sentence),
      h(Text, { style: styles.trend }, `${WORD[view.verdict.tone]} · ${view.verdict.trend}`),
      ...view.sections.map(section),
      view.paragraph.text === '' ? null : h(Text, null, view.paragraph.text),
      h(Text, { style: styles.footer, fixed: true }, `Data as of ${view.dataAsOf.slice(0, 16).replace('T', ' ')} UTC. ${sources}`),
    ),
  )
}

function section(one: ReportSection): ReactElement {
  return h(
    View,
    { key: one.id, style: styles.section },
    h(Text, { style: styles.title }, one.title),
    h(Text, { style: [styles.sentence, { color: COLOUR[one.tone] }] }, `${WORD[one.tone]}: ${one.sentence}`),
    ...one.facts.map((fact, n) =>
      h(
        View,
        { key: `f${n}`, style: styles.fact, wrap: false },
        h(View, { style: { flex: 1 } }, h(Text, null, fact.label), fact.note === null ? null : h(Text, { style: styles.note }, fact.note)),
        h(Text, { style: [styles.value, { color: COLOUR[fact.tone] }] }, fact.value),
      ),
    ),
    ...one.rows.map((row, n) => h(Text, { key: `r${n}` }, `${WORD[row.tone]} · ${row.text}`)),
  )
}
