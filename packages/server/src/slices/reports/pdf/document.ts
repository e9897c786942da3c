/** The report as a PDF document, drawn from the view model alone. */
import { fileURLToPath } from 'node:url'
import { Document, Font, renderToBuffer } from '@react-pdf/renderer'
import type { Paper, ReportView } from '@mainstay/contract/reports'
import { FONT_FILE } from '../../../platform/pdf/index.ts'
import { createElement as h, type ReactElement } from 'react'
import { detailPages } from './details.ts'
import { DENSITIES, type Density, pageOne } from './page-one.ts'
import { FAMILY } from './style.ts'
import { breakable, period } from './words.ts'

export type PdfOptions = { paper: Paper; sha256: string | null }

/** Inter as TrueType files: the built-in Helvetica has no letters beyond western Europe's. Call once a process. */
export function registerFonts(): void {
  Font.register({
    family: FAMILY,
    fonts: [
      { src: FONT_FILE, fontWeight: 400 },
      { src: fileURLToPath(import.meta.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf')), fontWeight: 600 },
    ],
  })
  Font.registerHyphenationCallback(breakable)
}

/** Takes the fullest page one that fits on one page; a paragraph too long for any flows on to the next. */
export async function drawReport(view: ReportView, options: PdfOptions): Promise<Buffer> {
  const [fullest, ...sparser] = DENSITIES
  const whole = await draw(view, options, fullest, { details: isShort(view) })
  if (whole.fits && isShort(view)) return whole.file
  const density = whole.fits ? fullest : await firstThatFits(view, options, sparser)
  return (await draw(view, options, density, { details: true })).file
}

/** Long details are laid out once, when it is known how page one looks. */
function isShort({ sections }: ReportView): boolean {
  return sections.reduce((sum, one) => sum + one.facts.length + one.rows.length, 0) <= 60
}

/** They grow sparser in order, so half of those left are ruled out by each try; the sparsest is taken untried. */
async function firstThatFits(view: ReportView, options: PdfOptions, densities: readonly Density[]): Promise<Density> {
  let [low, high] = [0, densities.length - 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const { fits } = await draw(view, options, densities[middle] ?? DENSITIES[0], { details: false })
    if (fits) high = middle
    else low = middle + 1
  }
  return densities[low] ?? DENSITIES[0]
}

type Drawn = { file: Buffer; fits: boolean }

async function draw(view: ReportView, { paper, sha256 }: PdfOptions, density: Density, { details }: { details: boolean }): Promise<Drawn> {
  let fits = true
  const first = pageOne(view, {
    paper,
    sha256,
    density,
    pages: (total) => {
      if (total > 1) fits = false
    },
  })
  const file = await renderToBuffer(documentOf(view, details && view.sections.length > 0 ? [first, detailPages(view, paper)] : [first]))
  return { file, fits }
}

/** The dates of the file are those of the report: the same report gives the same file. */
function documentOf(view: ReportView, pages: ReactElement[]): ReactElement<React.ComponentProps<typeof Document>> {
  const date = new Date(view.approved?.at ?? view.dataAsOf)
  return h(
    Document,
    {
      title: `${view.clientName}: ${period(view)}`,
      subject: view.verdict.sentence,
      author: view.paragraph.author ?? view.providerName,
      creator: 'Mainstay',
      producer: 'Mainstay',
      language: 'en',
      creationDate: date,
      modificationDate: date,
    },
    ...pages.map((page, n) => ({ ...page, key: `page${n}` })),
  )
}
