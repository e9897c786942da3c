/** Everything about one message that rules and features look at, found once. */
import {
  headerOf,
  headerText,
  type MailAddress,
  type MimeDefect,
  type MimeMessage,
  type MimePart,
  parseAddresses,
  partBytes,
  partText,
} from '../../../platform/mime/index.ts'
import { type Inspected, inspect, newBudget } from './attachments/inspect.ts'
import { type HtmlContent, readHtml } from './content/html.ts'
import { ownText } from './content/quoted.ts'
import { type Folded, fold } from './content/text.ts'
import { type MessageUrl, readUrl, urlsInText } from './content/urls.ts'

export type MessageFacts = {
  from: MailAddress | null
  /** More than one From is nothing that honest programs write. */
  fromCount: number
  replyTo: MailAddress | null
  recipients: MailAddress[]
  subject: string
  /** It answers an earlier message, as it says itself. */
  isReply: boolean
  urgent: boolean
  /** The text as it was typed: its own part, in its own case. */
  typed: string
  plain: Folded | null
  html: Folded | null
  content: HtmlContent | null
  quotedLines: number
  lines: number
  urls: MessageUrl[]
  attachments: Inspected[]
  /** Media types of what is neither text nor alternative, with their number. */
  mediaTypes: string[]
  defects: ReadonlySet<MimeDefect>
}

/** Characters of text and of HTML that are read: what a person would see without scrolling for an hour. */
const MOST_TEXT = 60_000
const MOST_HTML = 400_000
const MOST_ATTACHMENTS = 50

export function readFacts(message: MimeMessage): MessageFacts {
  const { root } = message
  const defects = new Set(message.defects)
  const from = parseAddresses(headerOf(root, 'from') ?? '')
  const texts = message.leaves.filter((part) => isText(part, 'text/plain'))
  const pages = message.leaves.filter((part) => isText(part, 'text/html'))
  const plain = joined(message, texts, MOST_TEXT, defects)
  const page = joined(message, pages, MOST_HTML, defects)
  const own = ownText(plain)
  const content = page.trim() === '' ? null : readHtml(page)
  const links = [...(content?.links ?? []), ...urlsInText(own.text)]
  const others = message.leaves.filter((part) => !texts.includes(part) && !pages.includes(part))
  return {
    from: from[0] ?? null,
    fromCount: from.length,
    replyTo: parseAddresses(headerOf(root, 'reply-to') ?? '')[0] ?? null,
    recipients: ['to', 'cc', 'delivered-to', 'x-original-to'].flatMap((name) => parseAddresses(headerOf(root, name) ?? '')).slice(0, 200),
    subject: withoutListTag(headerText(root, 'subject').replace(/\s+/g, ' ').trim().slice(0, 500)),
    isReply: headerOf(root, 'in-reply-to') !== null || headerOf(root, 'references') !== null,
    urgent: /^[12]|high|urgent/i.test(
      `${headerOf(root, 'x-priority') ?? ''} ${headerOf(root, 'importance') ?? ''} ${headerOf(root, 'priority') ?? ''}`.trim(),
    ),
    typed: own.text.trim() === '' && content !== null ? ownText(content.text.slice(0, MOST_TEXT)).text : own.text,
    plain: own.text.trim() === '' ? null : fold(own.text),
    html: content === null ? null : fold(ownText(content.text.slice(0, MOST_TEXT)).text),
    content,
    quotedLines: own.quotedLines,
    lines: own.lines,
    urls: links.flatMap((link) => readUrl(link) ?? []),
    attachments: attachmentsOf(message, others),
    mediaTypes: others.map((part) => part.mediaType),
    defects,
  }
}

function isText(part: MimePart, mediaType: string): boolean {
  return part.mediaType === mediaType && part.disposition !== 'attachment' && (part.filename === null || part.disposition === 'inline')
}

function joined(message: MimeMessage, parts: MimePart[], most: number, defects: Set<MimeDefect>): string {
  let text = ''
  for (const part of parts) {
    if (text.length >= most) break
    text += `${partText(message, part, most, defects)}\n`
  }
  return text.slice(0, most)
}

function attachmentsOf(message: MimeMessage, parts: MimePart[]): Inspected[] {
  const budget = newBudget()
  return parts
    .filter((part) => !part.mediaType.startsWith('multipart/') && part.mediaType !== 'application/pgp-signature' && part.end > part.start)
    .slice(0, MOST_ATTACHMENTS)
    .map((part) => inspect(part.filename ?? '', partBytes(message, part), budget))
}

/** `[name-of-list] Subject`: lists put it there, not the author. */
function withoutListTag(subject: string): string {
  return subject.replace(/^((?:(?:re|fw|fwd|aw|wg|sv|antw)\s?:\s?){0,5})\[[^\]]{1,40}\]\s*/i, '$1')
}
