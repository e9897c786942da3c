import { expect, test } from 'vitest'
import { conversationText } from './mail-text.ts'
import { parseMessage } from '../../platform/mime/index.ts'

test('a message of nothing but spaces and tabs is read in a moment, not in minutes', () => {
  const html = `<p>Hello</p>${' \t'.repeat(200_000)}x`
  const raw = Buffer.from(`From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n`)
  expect(conversationText(parseMessage(raw))).toMatch(/^Hello\s/)
}, 10_000)
