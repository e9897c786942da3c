/** The parts that both pages are made of: a title with its mark, a figure, an event, the strip with its words. */
import { Text, View } from '@react-pdf/renderer'
import type { Fact, ReportSection, Tone } from '@mainstay/contract/reports'
import { createElement as h, type ReactElement } from 'react'
import { daysOf } from '../domain/month.ts'
import { mark, strip } from './marks.ts'
import { COLOUR, MARGIN, SIZE, sectionWord, TONE } from './style.ts'
import { day } from './words.ts'

export type Row = ReportSection['rows'][number]

export function sectionTitle({ title, tone }: Pick<ReportSection, 'title' | 'tone'>, o: { word: boolean }): ReactElement {
  return h(
    View,
    { key: 'title', style: { flexDirection: 'row', marginBottom: 3 }, wrap: false, minPresenceAhead: 40 },
    h(View, { style: { marginTop: 2.6, marginRight: 6 } }, mark(tone, 9.5)),
    h(Text, { style: { flex: 1, fontSize: SIZE.title, fontWeight: 600, lineHeight: 1.25 } }, title),
    o.word ? toneWord(tone) : null,
  )
}

export function toneWord(tone: Tone): ReactElement {
  return h(
    Text,
    {
      key: 'word',
      style: {
        fontSize: SIZE.small,
        fontWeight: 600,
        color: TONE[tone].text,
        lineHeight: 1.4,
        marginTop: 1.5,
        marginLeft: 12,
        flexShrink: 0,
      },
    },
    sectionWord(tone),
  )
}

export function sentence(text: string): ReactElement {
  return h(Text, { key: 'sentence', style: { marginBottom: 5 } }, text)
}

/** What is not good carries its mark; what is not known says so in words too. */
export function figure(fact: Fact, key: string, o: { valueWidth: string }): ReactElement {
  const value = fact.tone === 'unknown' && !/known/i.test(fact.value) ? `${fact.value} (not known)` : fact.value
  return h(
    View,
    {
      key,
      wrap: false,
      style: { flexDirection: 'row', borderTopWidth: 0.6, borderTopColor: COLOUR.line, paddingTop: 4, paddingBottom: 4 },
    },
    h(
      View,
      { style: { flex: 1, paddingRight: 8 } },
      h(Text, { style: { fontSize: SIZE.small, lineHeight: 1.35 } }, fact.label),
      fact.note === null ? null : h(Text, { style: { fontSize: SIZE.note, color: COLOUR.soft, lineHeight: 1.35 } }, fact.note),
    ),
    h(
      View,
      { style: { maxWidth: o.valueWidth, flexDirection: 'row', justifyContent: 'flex-end' } },
      fact.tone === 'good' ? null : h(View, { style: { marginTop: 2, marginRight: 3.5 } }, mark(fact.tone, 7.5)),
      h(
        Text,
        {
          style: {
            flexShrink: 1,
            fontSize: SIZE.small,
            fontWeight: 600,
            lineHeight: 1.35,
            textAlign: 'right',
            color: fact.tone === 'good' ? COLOUR.ink : TONE[fact.tone].text,
          },
        },
        value,
      ),
    ),
  )
}

export function event(row: Row, key: string, zone: string): ReactElement {
  return h(
    View,
    { key, wrap: false, style: { flexDirection: 'row', marginBottom: 3 } },
    h(View, { style: { marginTop: 2.5, marginRight: 6 } }, mark(row.tone, 7.5)),
    h(Text, { style: { flex: 1, fontSize: SIZE.small, lineHeight: 1.4 } }, row.text),
    row.when === null
      ? null
      : h(
          Text,
          { style: { fontSize: SIZE.note, color: COLOUR.soft, marginLeft: 8, marginTop: 1, lineHeight: 1.4 } },
          whenOf(row.when, zone),
        ),
  )
}

/** Sections give an instant or words of their own. */
function whenOf(when: string, zone: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(when) ? day(when, zone) : when
}

/** The strip, its days named below it, and in words how many of each kind. */
export function monthStrip(cells: ReportSection['strip'], month: string, width: number): ReactElement {
  const days = daysOf(month).length
  const tick = (text: string): ReactElement => h(Text, { key: text, style: { fontSize: 6.5, color: COLOUR.soft } }, text)
  return h(
    View,
    { key: 'strip', wrap: false, style: { width, marginTop: 2, marginBottom: 7 } },
    strip(cells, days, { width, height: 20 }),
    h(View, { style: { flexDirection: 'row', justifyContent: 'space-between', marginTop: 2 } }, tick('1'), tick(`${days}`)),
    h(Text, { style: { fontSize: SIZE.note, color: COLOUR.soft, lineHeight: 1.35 } }, stripWords(cells)),
  )
}

/** `21 days came back, 1 failed, 2 not tested` */
export function stripWords(cells: ReportSection['strip']): string {
  const counts = new Map<string, number>()
  for (const { label } of cells) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts].map(([label, n], at) => `${n}${at === 0 ? (n === 1 ? ' day' : ' days') : ''} ${label}`).join(', ')
}

/** The body of a page. The line height stands here and not on the page: text that is made while pages are laid out is lost under one. */
export function body(...children: (ReactElement | null)[]): ReactElement {
  return h(View, { key: 'body', style: { flexGrow: 1, fontSize: SIZE.body, lineHeight: 1.45 } }, ...children)
}

/** `2 of 3`, bottom right on every page. `seen` is told how many pages this part of the document takes. */
export function pageNumber(seen: (pages: number) => void = () => {}): ReactElement {
  return h(Text, {
    key: 'number',
    fixed: true,
    style: { position: 'absolute', bottom: 14, left: MARGIN.x, right: MARGIN.x, fontSize: 6.5, color: COLOUR.soft, textAlign: 'right' },
    render: ({ pageNumber: number, totalPages, subPageTotalPages }) => {
      if (Number.isFinite(subPageTotalPages)) seen(subPageTotalPages)
      return `${number} of ${totalPages}`
    },
  })
}
