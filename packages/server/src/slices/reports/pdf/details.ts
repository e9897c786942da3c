/** Page two and on: every section whole, each figure with its source and how fresh it is. */
import { Page, Text, View } from '@react-pdf/renderer'
import type { Paper, ReportSection, ReportView } from '@mainstay/contract/reports'
import { createElement as h, type ReactElement } from 'react'
import { body, event, figure, monthStrip, pageNumber, sectionTitle, sentence } from './parts.ts'
import { COLOUR, FAMILY, MARGIN, SIZE } from './style.ts'
import { moment, period } from './words.ts'

export function detailPages(view: ReportView, paper: Paper): ReactElement {
  return h(
    Page,
    {
      size: paper === 'a4' ? 'A4' : 'LETTER',
      style: {
        paddingHorizontal: MARGIN.x,
        paddingTop: MARGIN.top,
        paddingBottom: 48,
        fontFamily: FAMILY,
        fontSize: SIZE.body,
        color: COLOUR.ink,
      },
    },
    body(
      h(
        View,
        { style: { borderBottomWidth: 0.8, borderBottomColor: COLOUR.ink, paddingBottom: 9, marginBottom: 20 } },
        h(
          Text,
          { style: { fontSize: SIZE.title, fontWeight: 600, lineHeight: 1.3 } },
          'Every figure, where it comes from and how fresh it is',
        ),
        h(Text, { style: { fontSize: SIZE.small, color: COLOUR.soft } }, `${view.clientName} · ${period(view)}`),
      ),
      ...view.sections.map((one) => whole(one, view)),
    ),
    pageNumber(),
  )
}

function whole(one: ReportSection, { month, zone }: ReportView): ReactElement {
  const source = one.freshAsOf === null ? 'no records' : `${one.source}; as of ${moment(one.freshAsOf, zone)}`
  return h(
    View,
    { key: one.id, style: { marginBottom: 22 } },
    sectionTitle(one, { word: true }),
    sentence(one.sentence),
    one.strip.length === 0 ? null : monthStrip(one.strip, month, 248),
    ...one.facts.map((fact, n) => figure(fact, `f${n}`, { valueWidth: '42%' })),
    h(View, { key: 'rows', style: { marginTop: one.facts.length > 0 ? 6 : 0 } }, ...one.rows.map((row, n) => event(row, `r${n}`, zone))),
    h(Text, { key: 'source', style: { fontSize: SIZE.note, color: COLOUR.soft, marginTop: 3 } }, `Source: ${source}.`),
  )
}
