import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Paper, ReportView } from '@mainstay/contract/reports'
import { requirePoppler } from '@mainstay/testing'
import { afterAll, expect, test } from 'vitest'
import { brokenMonth, goodMonth, longMonth, noRecords, recovery, sampleView, section, unknownMonth } from './sample-views.ts'
import { stripWords } from './parts.ts'
import { createPdfRenderer } from './render-pdf.ts'
import { breakable, period } from './words.ts'

const run = promisify(execFile)
const { toText } = requirePoppler()
const folder = mkdtempSync(join(tmpdir(), 'mainstay-pdf-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Word = { page: number; text: string; x0: number; y0: number; x1: number; y1: number }
type Drawn = { bytes: Buffer; pages: string[]; words: Word[]; sizes: { width: number; height: number }[]; all: string }

const render = createPdfRenderer()
const cache = new Map<string, Promise<Drawn>>()
/** Each view is drawn once on each paper. */
function drawn(name: string, view: ReportView, paper: Paper = 'a4'): Promise<Drawn> {
  const known = cache.get(`${name}-${paper}`) ?? draw(`${name}-${paper}`, view, paper)
  cache.set(`${name}-${paper}`, known)
  return known
}

async function draw(name: string, view: ReportView, paper: Paper): Promise<Drawn> {
  const bytes = await render(view, { paper, sha256: 'ab'.repeat(32) })
  const file = join(folder, `${name}.pdf`)
  writeFileSync(file, bytes)
  const pages = (await run(toText.path, [file, '-'])).stdout.split('\f').slice(0, -1)
  const { stdout: boxes } = await run(toText.path, ['-bbox', file, '-'], { maxBuffer: 50e6 })
  const sizes: Drawn['sizes'] = []
  const words: Word[] = []
  for (const [, width, height, x0, y0, x1, y1, text = ''] of boxes.matchAll(
    /<page width="([\d.]+)" height="([\d.]+)"|<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">([^<]*)/g,
  )) {
    if (width !== undefined) sizes.push({ width: round(width), height: round(height ?? '') })
    else words.push({ page: sizes.length - 1, text, x0: Number(x0), y0: Number(y0), x1: Number(x1), y1: Number(y1) })
  }
  // In the order of the file, so that what wraps beside a figure stays together.
  const { stdout: raw } = await run(toText.path, ['-raw', file, '-'], { maxBuffer: 50e6 })
  return { bytes, pages, words, sizes, all: raw.replace(/\s+/g, ' ') }
}

const round = (text: string): number => Math.round(Number(text) * 100) / 100

const VIEWS = { goodMonth, brokenMonth, unknownMonth, noRecords, longMonth }
const CASES = Object.entries(VIEWS).flatMap(([name, view]) => (['a4', 'letter'] as const).map((paper) => ({ name, view, paper })))

test.each(CASES)(
  '$name on $paper: no word stands outside the margins or on another',
  async ({ name, view, paper }) => {
    const { words, sizes, bytes } = await drawn(name, view, paper)
    expect(sizes[0]).toEqual(paper === 'a4' ? { width: 595.28, height: 841.89 } : { width: 612, height: 792 })
    expect(bytes.length).toBeLessThan(1_000_000)
    const outside = words.filter(({ page, x0, x1, y0, y1 }) => {
      const { width = 0, height = 0 } = sizes[page] ?? {}
      return x0 < 44 || x1 > width - 44 || y0 < 20 || y1 > height - 8
    })
    expect(outside).toEqual([])
    expect(overlaps(words)).toEqual([])
  },
  120_000,
)

/** Boxes are as high as the line of the font; letters take about the middle half of it. */
function overlaps(words: Word[]): string[] {
  const found: string[] = []
  for (const [n, a] of words.entries()) {
    for (const b of words.slice(n + 1)) {
      if (a.page !== b.page) continue
      const [inset, height] = [0.28, Math.min(a.y1 - a.y0, b.y1 - b.y0)]
      const across = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)
      const down = Math.min(a.y1 - height * inset, b.y1 - height * inset) - Math.max(a.y0 + height * inset, b.y0 + height * inset)
      if (across > 0.6 && down > 0.6) found.push(`page ${a.page + 1}: ${a.text} / ${b.text}`)
    }
  }
  return found
}

test('the check for overlaps finds one', () => {
  const word = { page: 0, text: 'a', x0: 10, x1: 40, y0: 10, y1: 20 }
  expect(overlaps([word, { ...word, text: 'b', x0: 30, x1: 60, y0: 12, y1: 22 }])).toEqual(['page 1: a / b'])
  expect(overlaps([word, { ...word, text: 'b', y0: 22, y1: 32 }])).toEqual([])
})

test('page one of a good month says it all, in letters of every country', async () => {
  const { pages, words } = await drawn('goodMonth', goodMonth)
  expect(pages).toHaveLength(2)
  const first = (pages[0] ?? '').replace(/\s+/g, ' ')
  for (const text of [
    'Żółć GmbH',
    'October 2026',
    'Northwind IT',
    'Your systems came back in our tests, and nothing else that we watch is out of order.',
    'Better than September 2026, which needed attention.',
    '31 days came back',
    '12 min',
    'promised: at most 4 h',
    'October was calm.',
    'Dana Lee, Northwind IT, 3 Nov 2026',
    'Data as of 2 Nov 2026, 09:12 (Europe/Warsaw).',
    'SHA-256 abababababababab',
    'restore tests, 1 Nov 2026, 23:00',
    '1 of 2',
  ])
    expect(first).toContain(text)
  const verdict = words.find((one) => one.page === 0 && one.text === 'Your')
  // The box of 24 pt Inter is 29 pt high.
  expect((verdict?.y1 ?? 0) - (verdict?.y0 ?? 0)).toBeCloseTo(29, 0)
  const recovery = words.find((one) => one.page === 0 && one.text === 'Could')
  expect(recovery?.x0).toBeGreaterThan(595 * 0.6)
})

test('every figure and event of every section is in the document, with source and freshness', async () => {
  for (const [name, view] of Object.entries({ goodMonth, brokenMonth, unknownMonth, longMonth })) {
    const { all } = await drawn(name, view)
    const text = all.replace(/\s/g, '')
    for (const { title, sentence, facts, rows, source, freshAsOf } of view.sections) {
      const wanted = [title, sentence, ...facts.flatMap((one) => [one.label, one.value, one.note ?? '']), ...rows.map((one) => one.text)]
      for (const one of [...wanted, ...(freshAsOf === null ? [] : [`Source: ${source}; as of `])])
        if (!text.includes(one.replace(/\s/g, ''))) throw new Error(`${name}: ${one} is missing`)
    }
  }
}, 120_000)

test('a tone is said in words too, and what is not known is never only a colour', async () => {
  expect((await drawn('brokenMonth', brokenMonth)).pages[0]).toMatch(/Broken[\s\S]*Needs attention[\s\S]*Broken/)
  const { pages } = await drawn('unknownMonth', unknownMonth)
  expect(pages[0]?.match(/Not known/g)).toHaveLength(4)
  expect(pages[0]).toContain('0 of 3 (not known)')
  expect(pages[0]).toContain('31 days not tested')
})

test('only the verdict says good: a part that is well is in order, also beside a recovery that is not proven', async () => {
  expect((await drawn('goodMonth', goodMonth)).all.match(/\bGood\b/g)).toHaveLength(1)
  const beside = await drawn('beside', sampleView([recovery({ tone: 'unknown', sentence: 'Not shown yet.' }), section('incidents')]))
  expect(beside.all).not.toMatch(/\bGood\b/)
  expect(beside.all).toContain('In order')
})

test('a draft says that it is one, and has nobody’s words', async () => {
  const { pages } = await drawn('brokenMonth', brokenMonth)
  expect(pages[0]).toContain('Draft, version 2: not approved yet')
  expect(pages[0]).toContain('A person’s words are still to be written.')
})

test('nothing recorded is one page that says so', async () => {
  const { pages } = await drawn('noRecords', noRecords)
  expect(pages).toHaveLength(1)
  expect(pages[0]?.replace(/\s+/g, ' ')).toContain('There are no records for October 2026, so nothing can be said about it.')
  expect(pages[0]).toContain('October 2026, until 2 Oct 2026')
})

test('a long paragraph is whole, and what page one leaves out is said', async () => {
  const { all, pages } = await drawn('longMonth', longMonth)
  expect(all.match(/October was calm/g)).toHaveLength(longMonth.paragraph.text.match(/October was calm/g)?.length ?? 0)
  expect(pages[0]).toContain('5 more parts on the next page')
  expect(pages[0]).toContain('Broken')
})

test('40 events in one section leave page one whole', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => ({
    text: `event number ${n + 1}.`,
    when: null,
    tone: n === 39 ? ('broken' as const) : ('good' as const),
  }))
  const { pages } = await drawn('forty', sampleView([section('incidents', { rows })]))
  expect(pages[0]).toContain('event number 40.')
  expect(pages[0]).toContain('34 more on the next page')
  expect(pages[0]).toContain('Data as of')
  expect(
    pages
      .slice(1)
      .join()
      .match(/event number/g),
  ).toHaveLength(40)
})

test('the file names itself: title, author, language, dates; the same report gives the same file', async () => {
  const { bytes } = await drawn('goodMonth', goodMonth)
  const text = bytes.toString('latin1')
  expect(text).toContain('/Lang (en)')
  expect(text).toContain('(D:20261103093000Z)')
  expect(text).toContain(Buffer.from('Żółć GmbH: October 2026', 'utf16le').swap16().toString('latin1'))
  const again = await render(goodMonth, { paper: 'a4', sha256: 'ab'.repeat(32) })
  expect(again.equals(bytes)).toBe(true)
})

test('a child that takes too long is ended, and the error says so', async () => {
  const hasty = createPdfRenderer({ timeLimitMs: 20 })
  await expect(hasty(goodMonth, { paper: 'a4' })).rejects.toMatchObject({
    code: 'reports.pdf-failed',
    data: { reason: 'it took longer than 0 s' },
  })
})

test('a view that is none ends in an error, and the next one is drawn', async () => {
  const one = createPdfRenderer({ atOnce: 1 })
  const broken = one({ ...goodMonth, month: 'never' }, { paper: 'a4' })
  const next = one(noRecords, { paper: 'a4' })
  await expect(broken).rejects.toMatchObject({ code: 'reports.pdf-failed' })
  expect((await next).length).toBeGreaterThan(1000)
})

test.each([
  ['bookkeeping', ['bookkeeping']],
  ['Brzęczyszczykiewicze', ['Brzęczys', 'zczykiew', 'icze']],
  ['srv-01.example.internal', ['srv-', '', '01.', '', 'example.', '', 'internal']],
  ['x1'.repeat(10), ['x1x1x1x1x1x1', '', 'x1x1x1x1']],
])('%s breaks into %j', (word, parts) => {
  expect(breakable(word)).toEqual(parts)
  expect(breakable(word).join('')).toBe(word)
})

test('words of the strip and of the period', () => {
  expect(stripWords([])).toBe('')
  expect(stripWords([{ day: '2026-10-01', tone: 'good', label: 'came back' }])).toBe('1 day came back')
  expect(period(goodMonth)).toBe('October 2026')
  expect(period({ ...goodMonth, dataAsOf: '2026-10-31T22:59:59.000Z' })).toBe('October 2026, until 31 Oct 2026')
})

test('a sign that the font does not have is a box on paper, and the letters beside it stay', async () => {
  const { all } = await drawn('coffee', { ...goodMonth, clientName: 'Acme ☕ شركة 漢字 👩‍👩‍👧 Ltd' })
  expect(all).toContain('Acme □ □□□□ □□ □ Ltd')
  expect(all).not.toMatch(/[☕漢ش]/u)
})
