import type { ReportSection } from '@mainstay/contract/reports'
import { expect, test } from 'vitest'
import { monthIn } from './month.ts'
import { approveReport, draftReport, writeParagraph } from './report.ts'
import { sameWords } from './suggestion.ts'

const now = new Date('2026-11-02T08:00:00Z')
const recovery: ReportSection = {
  id: 'recovery',
  slot: 'side',
  title: 'Could we come back?',
  sentence: 'srv-books did not come back in the last restore test.',
  tone: 'broken',
  facts: [],
  rows: [],
  strip: [],
  source: 'restore tests',
  freshAsOf: now.toISOString(),
}
const input = {
  id: '01890000-0000-7000-8000-000000000001',
  version: 1,
  client: { id: '01890000-0000-7000-8000-000000000002', name: 'Żółć GmbH' },
  providerName: 'Northwind IT',
  month: monthIn('2026-10', 'Europe/Warsaw'),
  sections: [recovery],
  earlier: { kind: 'none' } as const,
  now,
  written: null,
}
const draft = draftReport(input)
const written = (text: string, view = draft) => {
  const result = writeParagraph(view, text, 'Dana Lee')
  if (!result.ok) throw new Error(result.error)
  return result.value
}
const approve = (view: typeof draft, read: string | null = null) => approveReport(view, { by: 'Dana Lee', at: now, read })

test('a draft offers a text that is nobody’s, made of what the sections say', () => {
  expect(draft).toMatchObject({ status: 'draft', approved: null, month: '2026-10', zone: 'Europe/Warsaw', dataAsOf: now.toISOString() })
  expect(draft.paragraph).toEqual({ text: 'srv-books did not come back in the last restore test.', author: null })
})

test('without records nothing is suggested', () => {
  expect(draftReport({ ...input, sections: [] }).paragraph).toEqual({ text: '', author: null })
})

test('the suggestion as it stands is refused, in whatever spacing and case', () => {
  expect(writeParagraph(draft, draft.paragraph.text, 'Dana')).toEqual({ ok: false, error: 'paragraph-unedited' })
  expect(writeParagraph(draft, ` ${draft.paragraph.text.toUpperCase().replace(' ', '\n')} `, 'Dana')).toEqual({
    ok: false,
    error: 'paragraph-unedited',
  })
  expect(writeParagraph(draft, '  \n ', 'Dana')).toEqual({ ok: false, error: 'paragraph-missing' })
  expect(sameWords('a  b', 'A b ')).toBe(true)
})

test('a person’s words carry their name and stay when the draft is renewed', () => {
  const mine = written('  The disk of srv-books is being replaced.  ')
  expect(mine.paragraph).toEqual({ text: 'The disk of srv-books is being replaced.', author: 'Dana Lee' })
  expect(draftReport({ ...input, written: mine.paragraph }).paragraph).toEqual(mine.paragraph)
  expect(draftReport({ ...input, written: draft.paragraph, sections: [] }).paragraph.text).toBe('')
})

test('approval needs a person’s paragraph, and the draft that was read', () => {
  expect(approve(draft)).toEqual({ ok: false, error: 'paragraph-missing' })
  const mine = written('In our words.')
  expect(approve(mine, '2026-11-01T00:00:00.000Z')).toEqual({ ok: false, error: 'draft-changed' })
  expect(approve(mine, mine.dataAsOf)).toMatchObject({
    ok: true,
    value: { status: 'approved', approved: { by: 'Dana Lee', at: now.toISOString() } },
  })
})

test('an approved report takes neither words nor a second approval', () => {
  const result = approve(written('In our words.'))
  if (!result.ok) throw new Error(result.error)
  expect(writeParagraph(result.value, 'Other words.', 'Dana')).toEqual({ ok: false, error: 'frozen' })
  expect(approve(result.value)).toEqual({ ok: false, error: 'frozen' })
})
