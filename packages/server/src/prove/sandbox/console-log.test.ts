import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createConsoleLog, plainText } from './console-log.ts'

test('colours, titles and positions are taken out, lines end in one way', () => {
  expect(plainText('\u001b[1;32m[  OK  ]\u001b[0m Started\r\r\nweb \u0007login: \r')).toBe('[  OK  ] Started\nweb login: \n')
})

test('what follows a moment can be asked for', () => {
  const log = createConsoleLog()
  log.add(Buffer.from('login: '))
  const from = log.bytes
  log.add(Buffer.from('root\r\nPassword: '))
  expect([log.since(from), log.tail()]).toEqual(['root\nPassword: ', 'login: root\nPassword: '])
})

test('of a flood the beginning and the end are kept, with a line between them', () => {
  const log = createConsoleLog()
  log.add(Buffer.from('first\n'))
  for (let n = 0; n < 40; n += 1) log.add(Buffer.alloc(10_000, 0x61))
  log.add(Buffer.from('\nlast'))
  const text = log.text()
  expect(text.startsWith('first\n')).toBe(true)
  expect(text.endsWith('\nlast')).toBe(true)
  expect(text).toContain(`\n[${log.bytes - 2 * 64 * 1024} bytes left out]\n`)
  expect(text.length).toBeLessThan(132_000)
})

test('up to twice what is kept nothing is lost, however it is cut into pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 4 }), (sizes) => {
      const log = createConsoleLog()
      let written = ''
      for (const [n, size] of sizes.entries()) {
        const piece = String(n).repeat(size)
        log.add(Buffer.from(piece))
        written += piece
      }
      expect(log.text()).toBe(written)
      expect(log.bytes).toBe(written.length)
    }),
  )
})
