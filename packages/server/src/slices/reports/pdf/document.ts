/** The report as a PDF document, drawn from the view model alone. */
import { createRequire } from 'node:module'
import { Document, Font, renderToBuffer } from '@react-pdf/renderer'
import type { Paper, ReportView } from '@mainstay/contract/reports'
import { createElement as h, type ReactElement } from 'react'
import { detailPages } from './details.ts'
import { DENSITIES, type Density, pageOne } from './page-one.ts'
import { FAMILY } from './style.ts'
import { breakable, period } from './words.ts'

export type PdfOptions = { paper: Paper; sha256: string | null }

/** Inter as TrueType files: the built-in Helvetica has no letters beyond western Europe's. Call once a process. */
export function registerFonts(): void {
  const { resolve } = createRequire(import.meta.url)
  const file = (name: string): string => resolve(`@expo-google-fonts/inter/${name}.ttf`)
  Font.register({
    family: FAMILY,
    fonts: [
      { src: file('400Regular/Inter_400Regular'), fontWeight: 400 },
      { src: file('600SemiBold/Inter_600SemiBold'), fontWeight: 600 },
    ],
  })
  Font.registerHyphenationCallback(breakable)
}

/** Takes the fullest page one that fits on one page; a paragraph too long for any flows on to the next. */
export async function drawReport(view: ReportView, options: PdfOptions): Promise<Buffer> {
  for (const density of DENSITIES.slice(0, -1)) {
    const drawn = await draw(view, options, density)
    if (drawn.pagesOfPageOne === 1) return drawn.file
  }
  return (await draw(view, options, DENSITIES[DENSITIES.length - 1] ?? DENSITIES[0])).file
}

async function draw(view: ReportView, { paper, sha256 }: PdfOptions, density: Density): Promise<{ file: Buffer; pagesOfPageOne: number }> {
  let pagesOfPageOne = 1
  const first = pageOne(view, {
    paper,
    sha256,
    density,
    pages: (total) => {
      if (Number.isFinite(total)) pagesOfPageOne = total
    },
  })
  const file = await renderToBuffer(documentOf(view, view.sections.length === 0 ? [first] : [first, detailPages(view, paper)]))
  return { file, pagesOfPageOne }
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
