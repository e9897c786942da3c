import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readHtml } from './html.ts'
import { ownText } from './quoted.ts'
import { fold, words } from './text.ts'
import { readUrl, urlsInText } from './urls.ts'

describe('pages', () => {
  test.each([
    ['<p>Hello <b>you</b></p>', 'Hello you', ''],
    ['a<br>b&nbsp;&amp;&#8364;&euml;', 'a b &€ë', ''],
    ['<style>p{}</style><title>T</title><!-- no --><script>no()</script>seen', 'T seen', ''],
    ['<div style="display:none">secret <b>words</b></div>seen', 'seen', 'secret words'],
    ['<span style="font-size:0px">x</span>V<font size=0>y</font>isible', 'Visible', 'x y'],
    ['<img alt="Logo" src=x>', 'Logo', ''],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2', ''],
    ['<b', '', ''],
    ['a</b></b></div>b', 'a b', ''],
  ])('of %j one sees %j', (html, seen, hidden) => {
    const { text, hidden: unseen } = readHtml(html)
    expect([text.replace(/\s+/g, ' ').trim(), unseen.replace(/\s+/g, ' ').trim()]).toEqual([seen, hidden])
  })

  test('links come with what is shown for them', () => {
    const { links } = readHtml(
      '<a href="http://a.example/?x=1&amp;y=2">Sign <b>in</b></a><form action=//b.example></form><img src=http://c.example/i.gif>',
    )
    expect(links).toEqual([
      { url: 'http://a.example/?x=1&y=2', text: 'Sign in', kind: 'anchor' },
      { url: '//b.example', text: null, kind: 'form' },
      { url: 'http://c.example/i.gif', text: null, kind: 'resource' },
    ])
  })

  test.each(['<', '<a href="', '<a '.repeat(9), '<!--', '<div style="', '&#x', '<script>', '</', '<a b=c '])(
    'a million of %j are read in linear time',
    (piece) => {
      const html = piece.repeat(Math.ceil(1_000_000 / piece.length))
      const started = performance.now()
      readHtml(html)
      expect(performance.now() - started).toBeLessThan(5000)
    },
  )

  test('any page is read without an error', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      'a',
      'div',
      ' href=',
      '"',
      "'",
      '=',
      '<!--',
      '-->',
      '<script>',
      '&amp',
      '&#0;',
      '&#xd800;',
      'style="display:none"',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => typeof readHtml(pieces.join('')).text === 'string'),
      { numRuns: 2000 },
    )
  })
})

describe('links', () => {
  const traits = (url: string, text: string | null = null) => readUrl({ url, text, kind: 'anchor' })?.traits ?? null
  test.each<[string, string | null, string[] | null]>([
    ['https://shop.example/', null, []],
    ['http://192.0.2.1/x.php', null, ['ip', 'script']],
    ['http://0xC0000201/', null, ['ip']],
    ['http://paypal.com@evil.example/', null, ['user']],
    ['http://a.b.c.d.evil.example/', null, ['deep']],
    ['https://login.web.app/', null, ['hosted']],
    ['https://bit.ly/abc', null, ['short']],
    ['http://xn--mnchen-3ya.example/', null, ['idn', 'digits-in-domain', 'hyphens']],
    ['http://evil.example/?u=https://bank.example', null, ['redirects']],
    ['http://evil.example/', 'https://bank.com/login', ['shows-another']],
    ['http://www.bank.com/', 'bank.com', []],
    ['javascript:alert(1)', null, ['scheme-javascript']],
    ['data:text/html,x', null, ['scheme-data']],
    ['http://[', null, ['invalid']],
    ['mailto:a@b.example', null, null],
    ['#top', null, null],
  ])('%j', (url, text, expected) => {
    expect(traits(url, text)).toEqual(expected)
  })

  test('are found in text without what follows them', () => {
    expect(urlsInText('See (http://a.example/b), www.c.example. And <https://d.example/e>!').map(({ url }) => url)).toEqual([
      'http://a.example/b',
      'www.c.example',
      'https://d.example/e',
    ])
  })
})

describe('words', () => {
  const read = (text: string) => words(fold(text).text, 100).map(({ text: word }) => word)
  test.each([
    ['Größe, naïve CAFÉ', ['große', 'naive', 'cafe']],
    ['V1agra v\u200bi\u00adagra', ['viagra', 'viagra']],
    // Cyrillic letters among Latin ones, and a word that is Cyrillic throughout.
    ['раураl pаypal', ['paypal', 'paypal']],
    ['привет', ['привет']],
    ['$500 now!!!', ['$', '03', 'now', '!!!']],
    ['你好吗', ['你好', '好吗']],
    ['ｆｒｅｅ', ['free']],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  test('invisible letters are counted', () => {
    expect(fold('a\u200b\u200cb\u00ad').invisible).toBe(3)
  })
})

test('what mailing lists add is taken out, wherever it was quoted, and nothing else; quoted lines are counted', () => {
  const line = '_'.repeat(40)
  const footer = `Hello\n> you wrote\n> ${line}\n> Example mailing list\n${line}\nExample mailing list -- x@lists.example\nhttps://lists.example/mailman/listinfo/x\n`
  expect(ownText(footer)).toEqual({ text: 'Hello\n> you wrote', quotedLines: 1, lines: 2 })
  const offer = 'Offer\n----------\nTo unsubscribe click here. Join our mailing list today!'
  expect(ownText(offer).text).toBe(offer)
})
