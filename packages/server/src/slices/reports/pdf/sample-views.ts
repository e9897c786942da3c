/** Reports as they come: a good month, a broken one, nothing known, nothing recorded, and one with everything too long. */
import type { Fact, ReportSection, ReportView, Tone } from '@mainstay/contract/reports'
import { daysOf } from '../domain/month.ts'
import { verdictOf } from '../domain/verdict.ts'

const MONTH = '2026-10'

export function sampleView(sections: ReportSection[], o: Partial<ReportView> = {}): ReportView {
  return {
    id: '01890000-0000-7000-8000-000000000001',
    clientId: '01890000-0000-7000-8000-000000000002',
    clientName: 'Żółć GmbH',
    providerName: 'Northwind IT',
    month: MONTH,
    zone: 'Europe/Warsaw',
    version: 1,
    status: 'approved',
    verdict: { ...verdictOf(sections, MONTH), trend: 'Better than September 2026, which needed attention.' },
    sections,
    paragraph: { text: PARAGRAPH, author: 'Dana Lee' },
    dataAsOf: '2026-11-02T08:12:00.000Z',
    approved: { by: 'Dana Lee', at: '2026-11-03T09:30:00.000Z' },
    ...o,
  }
}

const PARAGRAPH =
  'October was calm. The bookkeeping server came back to life in every nightly test, the last time in four minutes. In November we will replace the battery of the power supply in the office; it takes ten minutes after closing time, and nobody will be stopped by it.'

export function section(id: string, o: Partial<ReportSection> = {}): ReportSection {
  return {
    id,
    slot: 'main',
    title: 'What went wrong, and what we did',
    sentence: 'Nothing went wrong that stopped anyone.',
    tone: 'good',
    facts: [],
    rows: [],
    strip: [],
    source: 'alerts and incidents',
    freshAsOf: '2026-11-01T22:00:00.000Z',
    ...o,
  }
}

export function fact(label: string, value: string, tone: Tone = 'good', note: string | null = null): Fact {
  return { label, value, tone, note, href: null }
}

const LABEL: Record<Tone, string> = { good: 'came back', broken: 'failed', unknown: 'not tested', attention: 'partly' }

/** A tone for each day that is named, good for the others. */
export function stripWith(bad: Record<number, Tone>, upTo = 31): ReportSection['strip'] {
  return daysOf(MONTH)
    .slice(0, upTo)
    .map((day, n) => {
      const tone = bad[n + 1] ?? 'good'
      return { day, tone, label: LABEL[tone] }
    })
}

export const recovery = (o: Partial<ReportSection> = {}): ReportSection =>
  section('recovery', {
    slot: 'side',
    title: 'Could we come back?',
    sentence: 'All 3 systems came back in a restore test.',
    facts: [
      fact('Proven to come back', '3 of 3'),
      fact('Oldest data you would get back', '4 h old', 'good', 'promised: at most 24 h old'),
      fact('Longest time to bring one back', '12 min', 'good', 'promised: at most 4 h'),
    ],
    strip: stripWith({}),
    source: 'restore tests',
    ...o,
  })

export const goodMonth = sampleView([
  recovery(),
  section('incidents', {
    rows: [
      {
        text: 'The office lost its internet connection for 40 minutes; 12 people worked on by mobile phone',
        when: '2026-10-14T09:00:00.000Z',
        tone: 'good',
      },
      {
        text: 'A disk of the file server was nearly full; we made room before anyone noticed',
        when: '2026-10-22T06:00:00.000Z',
        tone: 'good',
      },
    ],
  }),
  section('done', {
    title: 'Done, and planned',
    sentence: '31 updates were installed on 14 systems; nothing had to be undone.',
    source: 'updates',
    rows: [
      { text: 'Replaced the laptop of the workshop', when: '2026-10-07T09:00:00.000Z', tone: 'good' },
      { text: 'Planned: new battery for the power supply', when: '12 November', tone: 'good' },
    ],
  }),
  section('coverage', {
    slot: 'side',
    title: 'Are they watched?',
    sentence: '14 of 14 systems were heard from.',
    facts: [fact('Systems watched', '14 of 14')],
    source: 'measurements of the agents',
  }),
])

export const brokenMonth = sampleView(
  [
    recovery({
      tone: 'broken',
      sentence: 'srv-books did not come back in the last restore test.',
      facts: [
        fact('Proven to come back', '1 of 3', 'broken'),
        fact('srv-books: data you would get back', 'not known', 'unknown', 'promised: at most 24 h old'),
        fact('srv-files: time to bring it back', '6 h', 'attention', 'promised: at most 4 h'),
      ],
      rows: [
        { text: 'srv-books: the last restore test failed', when: null, tone: 'broken' },
        { text: 'srv-mail: backed up, but not proven to come back', when: null, tone: 'unknown' },
      ],
      strip: stripWith({
        3: 'unknown',
        4: 'unknown',
        11: 'attention',
        27: 'broken',
        28: 'broken',
        29: 'broken',
        30: 'broken',
        31: 'broken',
      }),
    }),
    section('incidents', {
      tone: 'attention',
      sentence: '3 incidents; 14 people were stopped for 2 hours of business time in all.',
      rows: [
        {
          text: 'srv-books stopped answering: 6 people, 90 minutes. Restarted; the cause is a failing disk, replaced the same day',
          when: '2026-10-27T13:00:00.000Z',
          tone: 'broken',
        },
        {
          text: 'Mail arrived an hour late for 8 people. The provider of the mail filter had a fault',
          when: '2026-10-11T08:00:00.000Z',
          tone: 'attention',
        },
      ],
    }),
    section('coverage', {
      slot: 'side',
      title: 'Are they watched?',
      tone: 'attention',
      sentence: '13 of 14 systems were heard from.',
      rows: [{ text: 'lap-workshop: not heard from', when: null, tone: 'unknown' }],
      source: 'measurements of the agents',
    }),
  ],
  { status: 'draft', approved: null, paragraph: { text: '', author: null }, version: 2 },
)

export const unknownMonth = sampleView(
  [
    recovery({
      tone: 'unknown',
      sentence: 'None of your 3 systems has been shown to come back yet.',
      facts: [fact('Proven to come back', '0 of 3', 'unknown'), fact('srv-books: data you would get back', 'not known', 'unknown')],
      strip: stripWith(Object.fromEntries(Array.from({ length: 31 }, (_, n) => [n + 1, 'unknown' as const]))),
    }),
    section('incidents', {
      tone: 'unknown',
      sentence: 'This is not known: its records could not be read.',
      source: 'no records',
      freshAsOf: null,
    }),
    section('coverage', {
      slot: 'side',
      title: 'Are they watched?',
      tone: 'unknown',
      sentence: '0 of 3 systems were heard from in the month.',
      freshAsOf: null,
    }),
  ],
  { status: 'draft', approved: null },
)

export const noRecords = sampleView([], {
  status: 'draft',
  approved: null,
  paragraph: { text: '', author: null },
  dataAsOf: '2026-10-02T08:12:00.000Z',
  verdict: { ...verdictOf([], MONTH), trend: 'This is the first report: there is no month to compare it with.' },
})

const LONG_NAME =
  'Gemeinschaftspraxis für Allgemeinmedizin und Innere Medizin Dr. Żółć-Święcicki, Dr. Ångström-Ðorđević & Dr. Nguyễn Thị Hoàng Yến GbR mit beschränkter Berufshaftung, Zweigniederlassung Brzęczyszczykiewicze'
const LONG_HOST = 'srv-donaudampfschifffahrtsgesellschaftskapitaenskajuetentuerschloss-01.internal.example-very-long-domain.test'

export const longMonth = sampleView(
  [
    recovery({
      tone: 'attention',
      sentence: `38 of 40 systems came back in a restore test; ${LONG_HOST} and one other are not proven yet.`,
      facts: Array.from({ length: 40 }, (_, n) =>
        fact(
          `${LONG_HOST.replace('01', String(n + 1))}: data you would get back`,
          n % 9 === 0 ? 'not known' : `${n + 1} h old`,
          n % 9 === 0 ? 'unknown' : 'good',
          'promised: at most 24 h old',
        ),
      ),
      rows: Array.from({ length: 40 }, (_, n) => ({
        text: `${LONG_HOST}: test ${n + 1} of the month, with words about what was seen`,
        when: '2026-10-11T08:00:00.000Z',
        tone: 'good' as const,
      })),
      strip: stripWith({ 9: 'unknown' }),
    }),
    ...Array.from({ length: 6 }, (_, n) =>
      section(`part${n}`, {
        title: `Part ${n + 1} with a title that is longer than one line of the column can ever hold on this page`,
        tone: n === 2 ? 'broken' : 'good',
        rows: Array.from({ length: 40 }, (_, m) => ({
          text: `Event ${m + 1}: something that took place and was put right before anyone was stopped by it`,
          when: '2026-10-11T08:00:00.000Z',
          tone: 'good' as const,
        })),
      }),
    ),
  ],
  {
    clientName: LONG_NAME,
    providerName: 'Süddeutsche Informationstechnik-Dienstleistungsgesellschaft mbH & Co. KG',
    paragraph: {
      text: `${PARAGRAPH}\n\n`.repeat(7).slice(0, 2000),
      author: 'Maximiliane-Charlotte von Hohenlohe-Waldenburg-Schillingsfürst',
    },
  },
)
