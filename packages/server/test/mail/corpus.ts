/** Messages of all shapes, made by a seed, each with what must become of it. */
import { EICAR, GTUBE, TEST_SIGNATURE_TEXT } from './scanners.ts'

export type Sample = { name: string; content: string; expected: 'delivered' | 'quarantined' | 'rejected'; reason?: string }

/** Latin-1 text: each letter is a byte. Lines end with CRLF and are not longer than 998. */
export function corpus(): Sample[] {
  const mail = (name: string, body: string, headers = ''): string =>
    `From: Ann <ann@plain.example>\r\nTo: bob@acme.example\r\nSubject: ${name}\r\nMessage-ID: <${name}@plain.example>\r\nDate: Tue, 24 Nov 2026 15:00:00 +0000\r\n${headers}\r\n${body}`
  const attached = (name: string, bytes: string): string =>
    mail(
      name,
      `--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\nContent-Type: application/octet-stream; name="a.bin"\r\nContent-Disposition: attachment; filename="a.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(bytes).toString('base64')}\r\n--b--\r\n`,
      'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n',
    )
  const fine = (name: string, content: string): Sample => ({ name, content, expected: 'delivered' })
  return [
    fine('plain', mail('plain', 'Hello.\r\n')),
    fine('dots', mail('dots', '.\r\n..\r\n...\r\n.a\r\n\r\n.\r\n')),
    fine('eight-bit', mail('eight-bit', `${[...Array(128).keys()].map((n) => String.fromCharCode(128 + n)).join('')}\r\n`)),
    fine('long-lines', mail('long-lines', `${'x'.repeat(996)}\r\n`.repeat(50))),
    fine('no-newline-before-end', mail('no-newline-before-end', `${'\r\n'.repeat(40)}`)),
    fine('empty-body', mail('empty-body', '')),
    fine('many-headers', mail('many-headers', 'Hello.\r\n', 'X-Many: value\r\n'.repeat(900))),
    fine(
      'unfinished',
      mail('unfinished', '--b\r\nContent-Type: text/plain\r\n\r\nno end', 'Content-Type: multipart/mixed; boundary=b\r\n').concat('\r\n'),
    ),
    fine('nested', nested(100)),
    fine('large', mail('large', `${'The quick brown fox jumps over the lazy dog. '.repeat(10)}\r\n`.repeat(5000))),
    { name: 'eicar', content: attached('eicar', EICAR), expected: 'rejected', reason: 'malware.known' },
    { name: 'signature', content: mail('signature', `${TEST_SIGNATURE_TEXT}\r\n`), expected: 'rejected', reason: 'malware.known' },
    { name: 'gtube', content: mail('gtube', `${GTUBE}\r\n`), expected: 'quarantined', reason: 'scanner.score' },
    {
      name: 'forged-bank',
      content: mail('forged-bank', 'Your account.\r\n').replace('ann@plain.example', 'service@strict.example'),
      expected: 'quarantined',
      reason: 'dmarc.reject',
    },
  ]

  function nested(depth: number): string {
    let body = 'Content-Type: text/plain\r\n\r\nthe middle\r\n'
    for (let n = 0; n < depth; n++) body = `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n${body}--b${n}--\r\n`
    return `From: ann@plain.example\r\nTo: bob@acme.example\r\nSubject: nested\r\nMessage-ID: <nested@plain.example>\r\nDate: Tue, 24 Nov 2026 15:00:00 +0000\r\nMIME-Version: 1.0\r\n${body}`
  }
}
