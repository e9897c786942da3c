import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseInline, parseMarkdown, plainText } from './parse.ts'

test('headings, paragraphs, lists, quotes and code are told apart', () => {
  const text = '# Title\nA line\nthat goes on.\n\n- one\n  goes on\n- **two**\n\n1. first\n2. second\n> said\n```\n<b>\n```\n'
  expect(parseMarkdown(text)).toEqual([
    { kind: 'heading', level: 1, text: [{ kind: 'text', text: 'Title' }] },
    { kind: 'paragraph', text: [{ kind: 'text', text: 'A line that goes on.' }] },
    { kind: 'list', ordered: false, items: [[{ kind: 'text', text: 'one goes on' }], [{ kind: 'strong', text: 'two' }]] },
    { kind: 'list', ordered: true, items: [[{ kind: 'text', text: 'first' }], [{ kind: 'text', text: 'second' }]] },
    { kind: 'quote', text: [{ kind: 'text', text: 'said' }] },
    { kind: 'code', text: '<b>' },
  ])
})

describe('what is hostile stays text', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload="alert(1)"><foreignObject/></svg>',
    '[click](javascript:alert(1))',
    '[click](JaVaScRiPt:alert)',
    '[click](data:text/html,<script>)',
    '[click](//evil.example)',
    '[click](/\\evil.example)',
    '[click](http://plain.example)',
    '![x](https://tracker.example/pixel.png "title")',
  ])('%s', (text) => {
    const blocks = parseMarkdown(text)
    expect(JSON.stringify(blocks)).not.toContain('"kind":"link"')
    expect(plainText(blocks)).toContain(text.slice(0, 8))
  })

  test('a picture is the text of a link at most, never loaded', () => {
    expect(parseInline('![x](https://tracker.example/p.png)')).toEqual([
      { kind: 'text', text: '!' },
      { kind: 'link', text: 'x', href: 'https://tracker.example/p.png' },
    ])
  })
})

test('links to the web and inside these pages are links', () => {
  expect(parseInline('see [the guide](/portal/guides) and [it](https://example.org/a?b=c)').filter(({ kind }) => kind === 'link')).toEqual([
    { kind: 'link', text: 'the guide', href: '/portal/guides' },
    { kind: 'link', text: 'it', href: 'https://example.org/a?b=c' },
  ])
})

test('any text at all is read, no word of it is lost, and no link leads elsewhere', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      for (const block of parseMarkdown(text))
        for (const inline of block.kind === 'list' ? block.items.flat() : block.kind === 'code' ? [] : block.text)
          if (inline.kind === 'link') expect(inline.href).toMatch(/^(https:\/\/|\/(?![/\\]))/i)
    }),
  )
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 30 }), (words) => {
      expect(plainText(parseMarkdown(words.join(' ')))).toBe(words.join(' '))
    }),
  )
})

test('a long hostile text is read in time', () => {
  const from = performance.now()
  parseMarkdown(`${'['.repeat(20_000)}${'*'.repeat(20_000)}${'`'.repeat(20_000)}`)
  expect(performance.now() - from).toBeLessThan(2000)
})
