/** A warning to the provider's own people, as a message: which ticket, which promise, how much of it is gone. Pure. */
import { OWN_MARK } from './automatic.ts'
import { dateOf, encodedWords, oneLine, phrase } from './answer-mail.ts'

export type WarningMail = {
  desk: { address: string; name: string }
  to: string
  headerId: string
  number: number
  about: string
  clock: 'response' | 'resolution'
  share: number
  url: string
  at: Date
}

export function warningMail({ desk, to, headerId, number, about, clock, share, url, at }: WarningMail): {
  subject: string
  content: string
} {
  const what = clock === 'response' ? 'first answer' : 'solution'
  const subject = share >= 100 ? `#${number}: the promised ${what} is late` : `#${number}: ${share} % of the time for the ${what} is gone`
  const text = `${oneLine(about)}\r\n\r\n${url}\r\n`
  const lines = [
    `From: ${phrase(desk.name)} <${desk.address}>`,
    `To: <${to}>`,
    `Subject: ${encodedWords(subject)}`,
    `Date: ${dateOf(at)}`,
    `Message-ID: ${headerId}`,
    'Auto-Submitted: auto-generated',
    `${OWN_MARK}: warning`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(text, 'utf8')
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '',
  ]
  return { subject, content: lines.join('\r\n') }
}
