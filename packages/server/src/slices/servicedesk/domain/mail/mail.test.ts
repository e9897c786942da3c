import fc from 'fast-check'
import { expect, test } from 'vitest'
import { automaticOf } from './automatic.ts'
import { ANSWER_ABOVE, cutQuoted } from './cut-quoted.ts'

test.each([
  ['Gmail', 'Yes.\n\nOn Tue, 24 Nov 2026 at 10:00, Dana <dana@msp.example> wrote:\n> Is it on?', 'Yes.'],
  [
    'Gmail, broken in two',
    'Yes.\n\nOn Tue, 24 Nov 2026 at 10:00, Dana Lee with a long name\n<dana@msp.example> wrote:\n\n> Is it on?',
    'Yes.',
  ],
  ['Outlook', 'Ja.\n\nVon: Dana\nGesendet: Dienstag\nAn: Ewa\nBetreff: x\n\nIst es an?', 'Ja.'],
  ['old Outlook', 'Yes.\r\n\r\n-----Original Message-----\r\nFrom: Dana', 'Yes.'],
  ['Thunderbird in German', 'Ja.\n\nAm 24.11.26 um 10:00 schrieb Dana Lee:\n> An?', 'Ja.'],
  ['our own line', `Yes.\n${ANSWER_ABOVE}\nIs it on?`, 'Yes.'],
  ['a signature', 'Yes.\n-- \nEwa\nAcme', 'Yes.'],
  ['an answer below the quote', '> Is it on?\nYes.', '> Is it on?\nYes.'],
  ['a quote alone', '> Is it on?', '> Is it on?'],
  ['words that look like it', 'From: my desk I see smoke\nand hear a hiss', 'From: my desk I see smoke\nand hear a hiss'],
])('of %s stays what was written', (_, mail, own) => expect(cutQuoted(mail)).toBe(own))

test('what is cut is never everything, and never more than there was', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('> quoted', '-- ', 'On Tue, Dana wrote:', '-----Original Message-----', 'From: x', 'Sent: y', ''),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const mail = lines.join('\n')
      const own = cutQuoted(mail)
      expect(own === '').toBe(mail.trim() === '')
      expect(mail.replaceAll('\r\n', '\n').trim()).toContain(own)
      expect(cutQuoted(own)).toBe(own)
    }),
  )
})

test('a mail made to be slow is not', () => {
  const started = performance.now()
  for (const one of [`On ${'a '.repeat(500_000)}`, 'On x\n'.repeat(100_000), `${'-'.repeat(500_000)}x`, '>'.repeat(500_000)]) cutQuoted(one)
  expect(performance.now() - started).toBeLessThan(2000)
})

const facts = (headers: Record<string, string>, sender = 'ewa@acme.example', from = 'ewa@acme.example') =>
  automaticOf({ header: (name) => headers[name] ?? null, sender, from })

test.each([
  [{}, null],
  [{ 'auto-submitted': 'no' }, null],
  [{ 'auto-submitted': 'No; x=y' }, null],
  [{ 'x-auto-response-suppress': 'All' }, null],
  [{ precedence: 'first-class' }, null],
  [{ 'auto-submitted': 'auto-generated' }, 'automatic'],
  [{ precedence: 'Bulk' }, 'automatic'],
  [{ 'list-id': '<x>' }, 'automatic'],
  [{ 'x-autoreply': 'yes' }, 'automatic'],
  [{ 'x-mainstay-desk': '1', 'auto-submitted': 'no' }, 'loop'],
])('headers %j make it %s', (headers, kind) => expect(facts(headers)).toBe(kind))

test('a bounce has no sender, and programs have names', () => {
  expect(facts({}, '')).toBe('automatic')
  for (const from of ['MAILER-DAEMON@x.example', 'no-reply@x.example', 'noreply+1@x.example'])
    expect(facts({}, from, from)).toBe('automatic')
  expect(facts({}, 'x', 'noreplyson@x.example')).toBeNull()
})
