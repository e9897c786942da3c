/** An answer of the desk as a message (RFC 5322): its thread, its mark against loops, the line above which one answers. Pure. */
import { OWN_MARK } from './automatic.ts'
import { ANSWER_ABOVE } from './cut-quoted.ts'

export type AnswerMail = {
  desk: { address: string; name: string }
  /** `1042-…`: by it the answer finds its ticket. */
  token: string
  to: string
  subject: string
  headerId: string
  /** Message-IDs of the thread so far, the oldest first, with their brackets. */
  thread: readonly string[]
  author: string
  body: string
  /** What was said before, which the answer quotes; empty for none. */
  previous: { author: string; body: string } | null
  /** Leads to the page on which the solution is judged; null while there is nothing to judge. */
  judgeUrl: string | null
  at: Date
}

/** Lines of a quote: whoever wants more has the mail itself. */
const MOST_QUOTED_LINES = 30
const MOST_REFERENCES = 20

export function answerMail(mail: AnswerMail): string {
  const { desk, token, to, headerId, thread, at } = mail
  const last = thread.at(-1)
  const lines = [
    `From: ${phrase(`${mail.author} (${desk.name})`)} <${desk.address}>`,
    `To: <${to}>`,
    `Reply-To: ${phrase(desk.name)} <${addressWithToken(desk.address, token)}>`,
    `Subject: ${encodedWords(subjectOf(mail.subject, token))}`,
    `Date: ${dateOf(at)}`,
    `Message-ID: ${headerId}`,
    ...(last === undefined ? [] : [`In-Reply-To: ${last}`, `References: ${shortened(thread).join('\r\n ')}`]),
    `${OWN_MARK}: ${token}`,
    // A person wrote it; whoever is away answers once, and not to lists (RFC 3834, 3.1.1).
    'X-Auto-Response-Suppress: OOF, AutoReply',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(Buffer.from(textOf(mail), 'utf8')
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    '',
  ]
  return lines.join('\r\n')
}

/** `help@x` with `1042-…` is `help+t1042-…@x`. */
export function addressWithToken(address: string, token: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}+t${token}${address.slice(at)}`
}

/** The first and the newest: what is in between is not looked up by anybody. */
function shortened(thread: readonly string[]): string[] {
  return thread.length <= MOST_REFERENCES ? [...thread] : [...thread.slice(0, 1), ...thread.slice(1 - MOST_REFERENCES)]
}

function subjectOf(subject: string, token: string): string {
  const bare = oneLine(subject).replace(/\[#\d+-[0-9a-f]{20}\]\s*/gi, '')
  return `${/^re:/i.test(bare) ? '' : 'Re: '}[#${token}] ${bare}`
}

function textOf({ body, author, desk, previous, judgeUrl }: AnswerMail): string {
  const judge = judgeUrl === null ? [] : ['', 'We believe that this is solved. Was it solved well? One click says it:', judgeUrl]
  const quoted = previous === null ? [] : ['', `${oneLine(previous.author)} wrote:`, ...quote(previous.body)]
  return [ANSWER_ABOVE, '', ...body.split(/\r?\n/), '', `${author}, ${desk.name}`, ...judge, ...quoted, ''].join('\r\n')
}

function quote(body: string): string[] {
  return body
    .split(/\r?\n/)
    .slice(0, MOST_QUOTED_LINES)
    .map((line) => `> ${line}`)
}

export function oneLine(text: string): string {
  return text.replace(/\p{C}+/gu, ' ').trim()
}

/** A display name: quoted where it is plain, else as encoded words. */
export function phrase(name: string): string {
  const clean = oneLine(name)
  return /^[\x20-\x7e]*$/.test(clean) ? `"${clean.replace(/["\\]/g, '')}"` : encodedWords(clean)
}

/** RFC 2047: each word at most 75 characters, never through the middle of a letter. */
export function encodedWords(text: string): string {
  if (/^[\x20-\x7e]{0,200}$/.test(text) && !text.includes('=?')) return text
  const words: string[] = []
  let word = ''
  for (const letter of text.toWellFormed()) {
    if (Buffer.byteLength(word + letter) > 42) {
      words.push(word)
      word = ''
    }
    word += letter
  }
  if (word !== '') words.push(word)
  return words.map((one) => `=?utf-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ')
}

/** `Tue, 24 Nov 2026 09:00:00 +0000` (RFC 5322, 3.3). */
export function dateOf(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000')
}
