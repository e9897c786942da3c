import { expect, test } from 'vitest'
import { parseMarkdown } from '../ui/markdown/parse.ts'
import { findGuides, GUIDES, guideOf } from './library.ts'

test('there are a dozen guides, each with a title, an address and a text of its own', () => {
  expect(GUIDES.length).toBeGreaterThanOrEqual(12)
  expect(new Set(GUIDES.map(({ slug }) => slug)).size).toBe(GUIDES.length)
  for (const { title, slug, words, source } of GUIDES) {
    expect([title, slug]).toEqual([expect.stringMatching(/^[A-Z].{8,}/), expect.stringMatching(/^[a-z][a-z0-9-]+$/)])
    expect(words.split(/\s+/).length, title).toBeGreaterThan(100)
    // No mark is left over as text.
    expect(JSON.stringify(parseMarkdown(source)), title).not.toMatch(/\*\*|"text":"[^"]*\]\(/)
  }
})

test('a guide is found by its words, all of them, in any case', () => {
  expect(findGuides('RPO').map(({ slug }) => slug)).toContain('rpo-and-rto')
  expect(findGuides('insurer EXCEPTIONS').map(({ slug }) => slug)).toEqual(['what-your-insurer-will-ask'])
  expect(findGuides('zebra')).toEqual([])
  expect(findGuides('  ')).toHaveLength(GUIDES.length)
})

test('a title is the first line, an address the name of the file', () => {
  expect(guideOf('./texts/07-a-b.md', '# The title\n\nFirst *words*.\n')).toMatchObject({
    slug: 'a-b',
    title: 'The title',
    first: 'First words.',
  })
})
