/** The text of a mail for a conversation: plain where there is any, else what its HTML says. */
import { type MimeMessage, partText } from '../../platform/mime/index.ts'
import { cutQuoted } from './domain/mail/cut-quoted.ts'

/** Characters of a message in a ticket. */
const MOST = 50_000

/** What is attached stands apart. */
export function conversationText(message: MimeMessage): string {
  const bodies = message.leaves.filter((part) => part.disposition !== 'attachment' && part.filename === null)
  const plain = bodies.find((part) => part.mediaType === 'text/plain')
  const html = bodies.find((part) => part.mediaType === 'text/html')
  const text = plain ? partText(message, plain, 200_000) : html ? textOfHtml(partText(message, html, 500_000)) : ''
  const own = cutQuoted(text.replaceAll('\0', '')).slice(0, MOST)
  return own === '' ? '[The mail has no text]' : own
}

/** Each expression stops at the next `<`, so that no text takes more than linear time. */
function textOfHtml(html: string): string {
  return html
    .split(/<(?=(?:style|script)[\s>])/i)
    .map((part, n) => (n === 0 ? part : afterEnd(part)))
    .join('')
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6])\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(nbsp|lt|gt|quot|amp|#39);/g, (_, name: string) => ENTITIES[name] ?? ' ')
    .replace(/(?<![ \t])[ \t]+\n/g, '\n')
}

const ENTITIES: Record<string, string> = { nbsp: ' ', lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" }

function afterEnd(part: string): string {
  const end = part.search(/<\/(?:style|script)/i)
  return end < 0 ? '' : part.slice(end)
}
