import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { headerText, parseMessage, partBytes, partText } from './index.ts'

const parse = (...lines: string[]) => parseMessage(Buffer.from(lines.join('\r\n'), 'latin1'))
const texts = (...lines: string[]) => {
  const message = parse(...lines)
  return message.leaves.map((part) => partText(message, part))
}

describe('a message is read as its sender meant it', () => {
  test('parts, encodings, charsets and names of files', () => {
    const message = parse(
      'Subject: =?utf-8?B?R3LDvMOf?=',
      ' =?utf-8?Q?e_aus_K=C3=B6ln?=',
      'Content-Type: multipart/mixed; boundary="a b"',
      '',
      'This is for old programs.',
      '--a b',
      'Content-Type: multipart/alternative; boundary=inner',
      '',
      '--inner',
      'Content-Type: text/plain; charset=iso-8859-2',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'p=F8=EDli=B9 =',
      '=BElu=BBou=E8k=FD',
      '--inner',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<b>žluťoučký</b>').toString('base64'),
      '--inner--',
      '--a b',
      "Content-Type: application/pdf; name*0*=utf-8''v%C3%BD; name*1=kaz.pdf",
      'Content-Disposition: attachment',
      'Content-Transfer-Encoding: base64',
      '',
      'JVBERi0=',
      '--a b--',
      'After.',
    )
    expect(headerText(message.root, 'subject')).toBe('Grüße aus Köln')
    const [plain, html, pdf] = message.leaves
    if (plain === undefined || html === undefined || pdf === undefined) throw new Error('three parts')
    expect(message.leaves).toHaveLength(3)
    expect([partText(message, plain), partText(message, html)]).toEqual(['příliš žluťoučký', '<b>žluťoučký</b>'])
    expect([pdf.filename, pdf.disposition, Buffer.from(partBytes(message, pdf)).toString()]).toEqual(['výkaz.pdf', 'attachment', '%PDF-'])
    expect([...message.defects]).toEqual([])
  })

  test('an enclosed message opens', () => {
    const lines = [
      'Content-Type: message/rfc822',
      '',
      'Subject: within',
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      '',
      'one',
      '--x--',
      '',
    ]
    expect(texts(...lines)).toEqual(['one'])
  })

  test('a boundary that begins like another one is another one', () => {
    const lines = ['Content-Type: multipart/mixed; boundary=x', '', '--x', '', 'one', '--xy', 'still', '--x--']
    expect(texts(...lines)).toEqual(['one\r\n--xy\r\nstill'])
  })
})

describe('broken messages are read as far as they go, and it is said', () => {
  test.each<[string, string[], string, string[]]>([
    ['unfinished multipart', ['Content-Type: multipart/mixed; boundary=x', '', '--x', '', 'one'], 'multipart-unfinished', ['one']],
    [
      'a multipart without boundary',
      ['Content-Type: multipart/mixed', '', 'one'],
      'multipart-without-boundary multipart-without-parts',
      ['one'],
    ],
    [
      'a multipart without parts',
      ['Content-Type: multipart/mixed; boundary=x', '', 'one'],
      'multipart-unfinished multipart-without-parts',
      ['one'],
    ],
    ['headers without body', ['Subject: one', 'To: two'], 'no-body', ['']],
    ['a lost blank line', ['Subject: one', 'Hello there'], 'headers-end-without-blank-line', ['Hello there']],
    ['an unknown charset', ['Content-Type: text/plain; charset=klingon', '', 'one'], '', ['one']],
    ['a wrong charset', ['Content-Type: text/plain; charset=utf-8', '', 'gr\xfc\xdf'], '', ['grüß']],
    ['an unknown encoding', ['Content-Transfer-Encoding: x-uuencode', '', 'one'], '', ['one']],
    ['NUL bytes', ['Subject: x', '', 'o\0ne'], 'nul-bytes', ['o\0ne']],
    ['damaged quoted-printable', ['Content-Transfer-Encoding: quoted-printable', '', 'a=ZZb='], '', ['a=ZZb']],
    ['joined base64', ['Content-Transfer-Encoding: base64', '', 'b25l', 'dHc=', 'dHdv'], '', ['onetwtwo']],
    ['the line of an mbox file', ['From x@y Mon Jan', 'Subject: a', '', 'one'], '', ['one']],
  ])('%s', (_what, lines, defect, expected) => {
    const message = parse(...lines)
    expect([...message.defects]).toEqual(defect.split(' ').filter((one) => one !== ''))
    expect(message.leaves.map((part) => partText(message, part))).toEqual(expected)
  })

  test('defects of a body are told where it is decoded', () => {
    const message = parse('Content-Type: text/plain; charset=klingon', 'Content-Transfer-Encoding: quoted-printable', '', '=XX\xff')
    const defects = new Set(message.defects)
    for (const part of message.leaves) partText(message, part, undefined, defects)
    expect([...defects].sort()).toEqual(['quoted-printable-damaged', 'unknown-charset', 'wrong-charset'])
  })
})

describe('bounds', () => {
  const within = (milliseconds: number, run: () => void) => {
    const started = performance.now()
    run()
    expect(performance.now() - started).toBeLessThan(milliseconds)
  }

  test('10,000 headers: the first thousand are kept', () => {
    within(3000, () => {
      const message = parse(...Array.from({ length: 10_000 }, (_, i) => `X-${i}: ${i}`), '', 'body')
      expect(message.root.headers).toHaveLength(1000)
      expect([...message.defects]).toEqual(['headers-cut'])
      expect(message.leaves.map((part) => partText(message, part))).toEqual(['body'])
    })
  })

  test('1,000 nested parts: twenty are opened, the rest is one part', () => {
    const nested = Array.from({ length: 1000 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join('')
    within(3000, () => {
      const message = parseMessage(Buffer.from(`${nested}\r\nend`))
      expect(message.leaves).toHaveLength(1)
      expect(message.leaves[0]?.depth).toBe(20)
      expect(message.defects.has('nesting-cut')).toBe(true)
    })
  })

  test('10,000 parts: the first five hundred are kept', () => {
    within(3000, () => {
      const message = parse('Content-Type: multipart/mixed; boundary=x', '', ...Array.from({ length: 10_000 }, (_, i) => `--x\r\n\r\n${i}`))
      expect(message.leaves).toHaveLength(499)
      expect(message.defects.has('parts-cut')).toBe(true)
    })
  })

  test.each([
    ['one line of 20 MB', Buffer.concat([Buffer.from('Subject: x\r\n\r\n'), Buffer.alloc(20_000_000, 'a')])],
    ['a header of 20 MB', Buffer.concat([Buffer.from('Subject: '), Buffer.alloc(20_000_000, '=?a?q?')])],
    [
      'two million lines of dashes',
      Buffer.concat([Buffer.from('Content-Type: multipart/mixed; boundary=x\n\n'), Buffer.alloc(6_000_000, '--\n')]),
    ],
    [
      '20 MB of equals signs',
      Buffer.concat([Buffer.from('Content-Transfer-Encoding: quoted-printable\n\n'), Buffer.alloc(20_000_000, '= ')]),
    ],
    ['10 MB of folds', Buffer.concat([Buffer.from('Subject: x'), Buffer.alloc(10_000_000, '\n ')])],
    ['20 MB of quotes', Buffer.concat([Buffer.from('Content-Type: a/b; c="'), Buffer.alloc(20_000_000, '\\"')])],
  ])('%s is read in time', (_what, raw) => {
    within(10_000, () => {
      const message = parseMessage(raw)
      headerText(message.root, 'subject')
      for (const part of message.leaves) partText(message, part)
    })
  })
})

/** Pieces that mean something to the reader, in any order. */
const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom('\r\n', '\n', '\r', '--', '--x', '--x--', '\0', '=?utf-8?B?', '?=', '=', '"', ';', ':', '<', '>', '(', ')', '@', ' '),
      fc.constantFrom(
        'Content-Type: multipart/mixed; boundary=x\r\n',
        'Content-Type: message/rfc822\n',
        'Content-Transfer-Encoding: base64\n',
      ),
      fc.constantFrom("name*0*=utf-7''%", 'charset=utf-16', 'From: a <b@c>', 'From '),
      fc.string({ maxLength: 12, unit: 'binary' }),
    ),
    { maxLength: 120 },
  )
  .map((pieces) => Buffer.from(pieces.join('')))

test('whatever comes, it is read without an error, and parts lie within the message', () => {
  fc.assert(
    fc.property(fc.oneof(soup, fc.uint8Array({ maxLength: 300 }).map(Buffer.from)), (raw) => {
      const message = parseMessage(raw)
      expect(message.leaves.length).toBeGreaterThan(0)
      for (const part of message.leaves) {
        expect(part.start).toBeGreaterThanOrEqual(0)
        expect(part.end).toBeGreaterThanOrEqual(part.start)
        expect(part.end).toBeLessThanOrEqual(raw.length)
        partText(message, part)
      }
    }),
    { numRuns: 2000 },
  )
})

test('what was put into a multipart comes out again', () => {
  const body = fc.string({ maxLength: 200, unit: 'grapheme' })
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 8 }), (bodies) => {
      const parts = bodies.map((text) => `--==x\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(text).toString('base64')}\r\n`)
      const message = parseMessage(Buffer.from(`Content-Type: multipart/mixed; boundary="==x"\r\n\r\n${parts.join('')}--==x--\r\n`))
      expect(message.leaves.map((part) => Buffer.from(partBytes(message, part)).toString())).toEqual(bodies)
      expect([...message.defects]).toEqual([])
    }),
  )
})
