/** Mail that no person wrote: auto-replies, bounces, lists, loops (RFC 3834, and what programs did before and beside it). */

export type MailFacts = {
  /** The value of the first header of this name, in lower case; null without one. */
  header(name: string): string | null
  /** The envelope's sender; empty for bounces. */
  sender: string
  /** The address in From. */
  from: string
}

/** The header of our own mails: one that comes back with it goes round. */
export const OWN_MARK = 'x-mainstay-desk'

export type Automatic = 'loop' | 'automatic' | null

export function automaticOf({ header, sender, from }: MailFacts): Automatic {
  if (header(OWN_MARK) !== null) return 'loop'
  const submitted = (header('auto-submitted') ?? 'no').split(';', 1)[0]?.trim().toLowerCase()
  if (submitted !== 'no') return 'automatic'
  if (sender === '' || /^(?:mailer-daemon|postmaster|no-?reply|donotreply|bounces?)(?:[+-][^@]*)?@/i.test(from)) return 'automatic'
  if (/^(?:bulk|junk|list|auto_reply)$/i.test(header('precedence')?.trim() ?? '')) return 'automatic'
  return SIGNS.some((name) => header(name) !== null) ? 'automatic' : null
}

/** `X-Auto-Response-Suppress` is not among them: Exchange puts it on what people write, too. */
const SIGNS = ['list-id', 'list-unsubscribe', 'x-autoreply', 'x-autorespond', 'x-auto-reply-from', 'feedback-id']
