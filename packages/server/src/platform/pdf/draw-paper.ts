/** Draws a paper with react-pdf: one column, five sizes of type, a footer with page numbers. */
import { fileURLToPath } from 'node:url'
import { Document, Font, Page, renderToBuffer, Text, View } from '@react-pdf/renderer'
import { createElement as h, type ReactElement } from 'react'
import { asPrinted, FONT_FILE } from './printable.ts'
import type { Block, Paper } from './paper.ts'

const FAMILY = 'Inter'
const COLOUR = { ink: '#131820', soft: '#525d6c', line: '#dde1e8', fill: '#1f5bcf', limit: '#b3231b', ground: '#f5f6f8' } as const
const SIZE = { title: 20, heading: 13, body: 9.5, small: 8.5, note: 7 } as const
const MARGIN = 46
/** A4's 595 points and Letter's 612, less both margins: bars are drawn in points. */
const WIDTH = { a4: 503, letter: 520 } as const

export async function drawPaper(written: Paper): Promise<Buffer> {
  const paper = asPrinted(written)
  registerFonts()
  const date = new Date(paper.date)
  const about = { title: paper.title, author: paper.author, creator: 'Mainstay', producer: 'Mainstay', language: 'en' }
  return renderToBuffer(
    h(
      Document,
      { ...about, creationDate: date, modificationDate: date },
      h(
        Page,
        {
          size: paper.size === 'a4' ? 'A4' : 'LETTER',
          style: { fontFamily: FAMILY, color: COLOUR.ink, paddingTop: 40, paddingBottom: 56, paddingLeft: MARGIN, paddingRight: MARGIN },
        },
        h(Text, { key: 'over', style: { fontSize: SIZE.small, color: COLOUR.soft, marginBottom: 6 } }, paper.over),
        h(Text, { key: 'title', style: { fontSize: SIZE.title, fontWeight: 600, lineHeight: 1.25, marginBottom: 14 } }, paper.title),
        h(
          View,
          { key: 'body', style: { fontSize: SIZE.body, lineHeight: 1.45 } },
          ...paper.blocks.map((block, n) => drawBlock(block, `b${n}`, WIDTH[paper.size])),
        ),
        footer(paper.footer),
      ),
    ),
  )
}

/** Inter as TrueType files: the built-in Helvetica has no letters beyond western Europe's. */
function registerFonts(): void {
  const file = (name: string): string => fileURLToPath(import.meta.resolve(`@expo-google-fonts/inter/${name}`))
  Font.register({
    family: FAMILY,
    fonts: [
      { src: FONT_FILE, fontWeight: 400 },
      { src: file('600SemiBold/Inter_600SemiBold.ttf'), fontWeight: 600 },
    ],
  })
  // No hyphens; a word longer than a line breaks anywhere.
  Font.registerHyphenationCallback((word) => (word.length <= 24 ? [word] : (word.match(/.{1,12}/gu) ?? [word])))
}

function footer(text: string): ReactElement {
  const style = { position: 'absolute', bottom: 24, left: MARGIN, right: MARGIN, flexDirection: 'row', color: COLOUR.soft } as const
  return h(
    View,
    { key: 'footer', fixed: true, style: { ...style, borderTopWidth: 0.6, borderTopColor: COLOUR.line, paddingTop: 6 } },
    h(Text, { style: { flex: 1, fontSize: SIZE.note, paddingRight: 16 } }, text),
    h(Text, {
      style: { fontSize: SIZE.note },
      render: ({ pageNumber, totalPages }) => `${pageNumber} of ${totalPages}`,
    }),
  )
}

function drawBlock(block: Block, key: string, width: number): ReactElement {
  switch (block.kind) {
    case 'heading':
      return h(
        Text,
        {
          key,
          minPresenceAhead: 40,
          style: { fontSize: block.level === 1 ? SIZE.heading : 10.5, fontWeight: 600, marginTop: 12, marginBottom: 4 },
        },
        block.text,
      )
    case 'text':
      return h(
        View,
        { key, style: { marginBottom: 4 } },
        ...block.text
          .split(/\n{2,}/)
          .map((part, n) =>
            h(Text, { key: `p${n}`, style: { marginBottom: 4, color: block.soft ? COLOUR.soft : COLOUR.ink } }, part.trim()),
          ),
      )
    case 'list':
      return h(
        View,
        { key, style: { marginBottom: 6 } },
        ...block.items.map((item, n) =>
          h(
            View,
            { key: `i${n}`, style: { flexDirection: 'row', marginBottom: 2 } },
            h(Text, { style: { width: 12 } }, '–'),
            h(Text, { style: { flex: 1 } }, item),
          ),
        ),
      )
    case 'facts':
      return h(View, { key, style: { marginBottom: 8 } }, ...block.rows.map(([name, value], n) => factRow(name, value, `f${n}`)))
    case 'table':
      return drawTable(block, key)
    case 'bars':
      return drawBars(block, key, width)
  }
}

function factRow(name: string, value: string, key: string): ReactElement {
  return h(
    View,
    {
      key,
      wrap: false,
      style: { flexDirection: 'row', borderTopWidth: 0.6, borderTopColor: COLOUR.line, paddingTop: 3, paddingBottom: 3 },
    },
    h(Text, { style: { width: '32%', color: COLOUR.soft, paddingRight: 8 } }, name),
    h(Text, { style: { flex: 1 } }, value),
  )
}

function drawTable({ columns, rows }: Extract<Block, { kind: 'table' }>, key: string): ReactElement {
  const total = columns.reduce((sum, { width }) => sum + width, 0)
  const line = (cells: readonly string[], name: string, head: boolean): ReactElement =>
    h(
      View,
      {
        key: name,
        wrap: false,
        style: { flexDirection: 'row', borderBottomWidth: 0.6, borderBottomColor: COLOUR.line, paddingTop: 3, paddingBottom: 3 },
      },
      ...columns.map((column, n) =>
        h(
          Text,
          {
            key: `c${n}`,
            style: {
              width: `${(column.width / total) * 100}%`,
              paddingRight: column.right ? 0 : 8,
              textAlign: column.right ? 'right' : 'left',
              fontSize: SIZE.small,
              fontWeight: head ? 600 : 400,
              color: head ? COLOUR.soft : COLOUR.ink,
            },
          },
          cells[n] ?? '',
        ),
      ),
    )
  return h(
    View,
    { key, style: { marginBottom: 8 } },
    line(
      columns.map(({ title }) => title),
      'head',
      true,
    ),
    ...rows.map((row, n) => line(row, `r${n}`, false)),
  )
}

function drawBars({ bars, limit }: Extract<Block, { kind: 'bars' }>, key: string, width: number): ReactElement {
  const [label, says] = [64, 96]
  const room = width - label - says - 16
  const most = Math.max(1, limit?.value ?? 0, ...bars.map(({ value }) => value))
  const at = (value: number): number => (value / most) * room
  return h(
    View,
    { key, style: { marginTop: 4, marginBottom: 10, position: 'relative' } },
    ...bars.map((bar, n) =>
      h(
        View,
        { key: `b${n}`, wrap: false, style: { flexDirection: 'row', alignItems: 'center', height: 17 } },
        h(Text, { style: { width: label, fontSize: SIZE.small } }, bar.label),
        h(
          View,
          { style: { width: room, height: 10, backgroundColor: COLOUR.ground } },
          h(View, { style: { width: at(bar.value), height: 10, backgroundColor: COLOUR.fill } }),
        ),
        h(Text, { style: { width: says + 16, fontSize: SIZE.small, textAlign: 'right' } }, bar.says),
      ),
    ),
    limit === null
      ? null
      : h(View, {
          key: 'limit',
          style: {
            position: 'absolute',
            top: 0,
            left: label + at(limit.value),
            height: bars.length * 17,
            borderLeftWidth: 1,
            borderLeftColor: COLOUR.limit,
          },
        }),
    limit === null ? null : h(Text, { key: 'says', style: { fontSize: SIZE.small, color: COLOUR.limit, marginTop: 3 } }, limit.says),
  )
}
