import { expect, test } from 'vitest'
import { parseMessage } from '../../../../platform/mime/index.ts'
import { readFacts } from '../facts.ts'
import { addTypingFeatures } from './typing-features.ts'
import { createSink } from './vector.ts'

function namesOf(subject: string, body: string, type = 'text/plain'): string[] {
  const sink = createSink(true)
  addTypingFeatures(readFacts(parseMessage(Buffer.from(`Subject: ${subject}\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`))), sink)
  return [...(sink.names?.values() ?? [])]
}

test('what is shouted, runs of signs and the outline of lines are seen', () => {
  const names = namesOf('Win $500', 'Dear Ann,\r\n\r\nACT NOW!!! Call 555 123.\r\n*****\r\n')
  expect(names).toEqual(expect.arrayContaining(['run ! 3', 'run * 5', 'first x x,', 'last *****', 's x $', '# x x,\n']))
  expect(namesOf('x', 'CLICK HERE for MONEY')).toEqual(expect.arrayContaining(['shouted 3', '! click', '! money']))
})

test('words of any language have the same outline, and their letters are no feature of it', () => {
  expect(namesOf('Hallo', 'Guten Morgen, wie geht es?')).toEqual(namesOf('Salut', 'Bonjour Marie, tu vas bien?'))
})

test('a file with LF teaches the same as the message with CRLF that comes by the wire', () => {
  expect(namesOf('x', 'Hello Bob,\n\n  see below.\nBye')).toEqual(namesOf('x', 'Hello Bob,\r\n\r\n  see below.\r\nBye'))
})

test('a page without text beside it is read as a person sees it', () => {
  expect(namesOf('x', '<p>Dear <b>Ann</b>,</p><p>bye</p>', 'text/html')).toContain('first x x,')
})

test('a line of a hundred thousand signs takes no time', () => {
  const started = performance.now()
  namesOf('!'.repeat(500), `${'!'.repeat(100_000)}\r\n${'aA'.repeat(50_000)}`)
  expect(performance.now() - started).toBeLessThan(500)
})
