/** Page one: the verdict, what happened, what is proven, a person's words. It always fits: what it leaves out stands on page two. */
import { Page, Text, View } from '@react-pdf/renderer'
import type { Paper, ReportSection, ReportView, Tone } from '@mainstay/contract/reports'
import { createElement as h, type ReactElement } from 'react'
import { mark } from './marks.ts'
import { body, event, figure, monthStrip, pageNumber, sectionTitle, sentence } from './parts.ts'
import { COLOUR, FAMILY, MARGIN, SIZE, sectionWord, TONE } from './style.ts'
import { day, moment, period } from './words.ts'

/** How much of each section stands on page one: the first that fits is taken. */
export type Density = { rows: number; facts: number; sections: number; sources: number; gap: number }
export const DENSITIES: readonly [Density, ...Density[]] = [
  { rows: 6, facts: 6, sections: 4, sources: 6, gap: 16 },
  { rows: 4, facts: 4, sections: 4, sources: 6, gap: 14 },
  { rows: 2, facts: 3, sections: 4, sources: 6, gap: 12 },
  { rows: 1, facts: 2, sections: 3, sources: 4, gap: 10 },
  { rows: 0, facts: 1, sections: 2, sources: 0, gap: 8 },
  { rows: 0, facts: 0, sections: 1, sources: 0, gap: 8 },
]

const WIDTH: Record<Paper, number> = { a4: 595.28, letter: 612 }
const SIDE = 166

type PageOne = { paper: Paper; density: Density; sha256: string | null; pages(total: number): void }

export function pageOne(view: ReportView, o: PageOne): ReactElement {
  const of = (slot: ReportSection['slot']): ReportSection[] => view.sections.filter((one) => one.slot === slot)
  return h(
    Page,
    {
      size: o.paper === 'a4' ? 'A4' : 'LETTER',
      style: {
        paddingHorizontal: MARGIN.x,
        paddingTop: MARGIN.top,
        paddingBottom: MARGIN.bottom,
        fontFamily: FAMILY,
        fontSize: SIZE.body,
        color: COLOUR.ink,
      },
    },
    body(
      masthead(view),
      verdict(view),
      h(
        View,
        { style: { flexDirection: 'row', flexGrow: 1, marginTop: 22 } },
        h(
          View,
          { style: { width: WIDTH[o.paper] - 2 * MARGIN.x - SIDE - 28, marginRight: 28 } },
          ...cut(of('main'), o.density).map((one) => main(one, view.zone, o.density)),
          more(of('main').length - o.density.sections),
          personal(view),
        ),
        h(
          View,
          { style: { width: SIDE } },
          ...cut(of('side'), o.density).map((one) => side(one, view, o.density)),
          more(of('side').length - o.density.sections),
        ),
      ),
      footer(view, o.sha256, o.density),
    ),
    pageNumber(o.pages),
  )
}

function masthead(view: ReportView): ReactElement {
  const size = view.clientName.length > 60 ? 9.5 : 12
  return h(
    View,
    { style: { flexDirection: 'row', borderBottomWidth: 0.8, borderBottomColor: COLOUR.ink, paddingBottom: 9, marginBottom: 24 } },
    h(
      View,
      { style: { flex: 1, paddingRight: 24 } },
      h(Text, { style: { fontSize: size, fontWeight: 600, lineHeight: 1.3 } }, view.clientName),
      h(Text, { style: { fontSize: SIZE.small, color: COLOUR.soft } }, period(view)),
    ),
    h(
      View,
      { style: { width: SIDE, alignItems: 'flex-end' } },
      h(Text, { style: { fontSize: SIZE.body, fontWeight: 600, lineHeight: 1.3, textAlign: 'right' } }, view.providerName),
      h(Text, { style: { fontSize: SIZE.small, color: COLOUR.soft, textAlign: 'right' } }, stateOf(view)),
    ),
  )
}

function stateOf(view: ReportView): string {
  const version = view.version > 1 ? `, version ${view.version}` : ''
  return view.approved === null ? `Draft${version}: not approved yet` : `Monthly report${version}`
}

function verdict({ verdict: { sentence: text, tone, trend } }: ReportView): ReactElement {
  const size = text.length > 220 ? 15 : text.length > 130 ? 19 : SIZE.verdict
  return h(
    View,
    { wrap: false },
    h(
      View,
      { style: { flexDirection: 'row', alignItems: 'center', marginBottom: 7 } },
      mark(tone, 12),
      h(Text, { style: { marginLeft: 6, fontSize: SIZE.body, fontWeight: 600, color: TONE[tone].text, lineHeight: 1.2 } }, TONE[tone].word),
    ),
    h(Text, { style: { fontSize: size, fontWeight: 600, lineHeight: 1.22, letterSpacing: -0.3 } }, text),
    h(Text, { style: { marginTop: 7, color: COLOUR.soft } }, trend),
  )
}

function main(one: ReportSection, zone: string, density: Density): ReactElement {
  const rows = worstFirst(one.rows)
  return h(
    View,
    { key: one.id, style: { marginBottom: density.gap } },
    sectionTitle(one, { word: true }),
    sentence(one.sentence),
    ...worstFirst(one.facts)
      .slice(0, density.facts)
      .map((fact, n) => figure(fact, `f${n}`, { valueWidth: '45%' })),
    h(
      View,
      { key: 'rows', style: { marginTop: one.facts.length > 0 ? 4 : 0 } },
      ...rows.slice(0, density.rows).map((row, n) => event(row, `r${n}`, zone)),
    ),
    left(one, density),
  )
}

function side(one: ReportSection, view: ReportView, density: Density): ReactElement {
  return h(
    View,
    { key: one.id, style: { marginBottom: density.gap } },
    sectionTitle(one, { word: false }),
    h(
      Text,
      { key: 'word', style: { fontSize: SIZE.small, fontWeight: 600, color: TONE[one.tone].text, marginBottom: 2 } },
      sectionWord(one.tone),
    ),
    h(Text, { key: 'sentence', style: { fontSize: SIZE.small, marginBottom: 6 } }, one.sentence),
    one.strip.length === 0 ? null : monthStrip(one.strip, view.month, SIDE),
    ...one.facts.slice(0, density.facts).map((fact, n) => figure(fact, `f${n}`, { valueWidth: '52%' })),
    h(
      View,
      { key: 'rows', style: { marginTop: one.facts.length > 0 ? 5 : 0 } },
      ...worstFirst(one.rows)
        .slice(0, Math.min(density.rows, 3))
        .map((row, n) => event({ ...row, when: null }, `r${n}`, view.zone)),
    ),
    left(one, { ...density, rows: Math.min(density.rows, 3) }),
  )
}

/** What page one leaves out is said, with where it stands. */
function left(one: ReportSection, { rows, facts }: Pick<Density, 'rows' | 'facts'>): ReactElement | null {
  const n = Math.max(0, one.rows.length - rows) + Math.max(0, one.facts.length - facts)
  return n === 0 ? null : note(`${n} more on the next page`)
}

function more(sections: number): ReactElement | null {
  return sections <= 0 ? null : note(`${sections} more ${sections === 1 ? 'part' : 'parts'} on the next page`)
}

function note(text: string): ReactElement {
  return h(Text, { key: 'more', style: { fontSize: SIZE.note, color: COLOUR.soft } }, text)
}

/** Recovery's trouble must not fall off the page for the sake of good news. */
function cut(sections: ReportSection[], { sections: n }: Density): ReportSection[] {
  return sections.length <= n ? sections : worstFirst(sections).slice(0, n)
}

const ORDER: Record<Tone, number> = { broken: 0, unknown: 1, attention: 2, good: 3 }

function worstFirst<T extends { tone: Tone }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => ORDER[a.tone] - ORDER[b.tone])
}

function personal({ paragraph: { text, author }, approved, zone, providerName }: ReportView): ReactElement {
  const style = { borderLeftWidth: 2, borderLeftColor: COLOUR.ink, paddingLeft: 12, marginTop: 4 }
  if (author === null)
    return h(View, { key: 'personal', style }, h(Text, { style: { color: COLOUR.soft } }, 'A person’s words are still to be written.'))
  const small = text.length > 900 ? { fontSize: SIZE.small, lineHeight: 1.36 } : {}
  return h(
    View,
    { key: 'personal', style },
    ...text
      .split(/\n{2,}/)
      .map((part, n) => h(Text, { key: `p${n}`, style: { marginBottom: 5, ...small }, orphans: 2, widows: 2 }, part.trim())),
    h(
      Text,
      { style: { fontSize: SIZE.small, fontWeight: 600 } },
      `${author}, ${providerName}${approved === null ? '' : `, ${day(approved.at, zone)}`}`,
    ),
  )
}

function footer(view: ReportView, sha256: string | null, density: Density): ReactElement {
  const { zone, approved } = view
  const frozen =
    approved === null
      ? ''
      : ` Approved by ${approved.by} on ${moment(approved.at, zone)}${sha256 === null ? '' : `, SHA-256 ${sha256.slice(0, 16)}`}.`
  return h(
    View,
    { wrap: false, style: { borderTopWidth: 0.6, borderTopColor: COLOUR.line, paddingTop: 7, marginTop: 14 } },
    h(
      Text,
      { style: { fontSize: 7, color: COLOUR.soft, lineHeight: 1.4 } },
      `Data as of ${moment(view.dataAsOf, zone)} (${zone}).${frozen}${sourcesOf(view, density)}`,
    ),
  )
}

function sourcesOf({ sections, zone }: ReportView, { sources }: Density): string {
  if (sections.length === 0) return ''
  if (sources === 0) return ' Where each figure comes from stands beside it on the next page.'
  const named = sections.slice(0, sources).map(({ title, source, freshAsOf }) => {
    const from = freshAsOf === null ? 'no records' : `${source}, ${moment(freshAsOf, zone)}`
    return `${title.replace(/[?.]+$/, '')}: ${from}`
  })
  return ` Where the figures come from: ${named.join('; ')}${sections.length > sources ? '; the others on the next page' : ''}.`
}
