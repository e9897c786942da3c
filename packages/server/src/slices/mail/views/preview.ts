/** A kept message for people to look at: its headers and its text, and what is attached; never what could load or run. */
import { buffer } from 'node:stream/consumers'
import { AppError } from '@mainstay/kernel'
import type { Blobs } from '../../../platform/blobs/index.ts'
import { headerText, parseMessage, partText } from '../../../platform/mime/index.ts'
import type { Delivery } from '../queue/delivery.ts'

export type Preview = {
  headers: { name: string; value: string }[]
  text: string | null
  attachments: { name: string; mediaType: string; size: number }[]
}

const SHOWN = ['from', 'reply-to', 'to', 'cc', 'subject', 'date', 'message-id', 'return-path', 'received']
/** Bytes of the message that are looked at. */
const MOST_READ = 2 * 1024 * 1024
const MOST_TEXT = 100_000

export async function previewOf(
  blobs: Blobs,
  { clientId, messageId, sha256 }: Pick<Delivery, 'clientId' | 'messageId' | 'sha256'>,
): Promise<Preview> {
  const raw = await buffer(blobs.read({ clientId, owner: messageId, sha256 }, { start: 0, end: MOST_READ - 1 })).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') throw new AppError('mail.content-missing', {}, { cause })
    throw cause
  })
  const message = parseMessage(raw)
  const texts = message.leaves.filter((part) => part.disposition !== 'attachment' && part.mediaType.startsWith('text/'))
  const best = texts.find(({ mediaType }) => mediaType === 'text/plain') ?? texts[0]
  const text = best === undefined ? null : partText(message, best, MOST_TEXT)
  return {
    headers: message.root.headers
      .filter(({ name }) => SHOWN.includes(name))
      .slice(0, 100)
      .map((header) => ({ name: header.rawName, value: headerText({ ...message.root, headers: [header] }, header.name).slice(0, 2000) })),
    text: text === null ? null : best?.mediaType === 'text/plain' ? text : withoutTags(text),
    attachments: message.leaves
      .filter((part) => part !== best)
      .map((part) => ({ name: part.filename ?? '', mediaType: part.mediaType, size: part.end - part.start })),
  }
}

/** One walk; nothing of it is ever shown as HTML, so it need not be exact. */
function withoutTags(html: string): string {
  let text = ''
  let inside = false
  for (const letter of html) {
    if (letter === '<') inside = true
    else if (letter === '>') {
      inside = false
      text += ' '
    } else if (!inside) text += letter
  }
  return text.replace(/[ \t]+/g, ' ').replace(/(\s*\n){3,}/g, '\n\n')
}
