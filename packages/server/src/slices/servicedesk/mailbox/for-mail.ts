/** The desk as the mail gateway sees it: whose address it is, taking a mail, the way out. */
import { type Desk } from '../../mail/index.ts'
import type { MailOutcome, ReceiveMail, Refusal } from '../mail-in.ts'
import type { MailboxService } from './service.ts'

export function deskForMail({
  mailbox,
  receiveMail,
}: {
  mailbox: Pick<MailboxService, 'current' | 'smartHost'>
  receiveMail: ReceiveMail
}): Desk {
  return {
    isOpen: async () => (await mailbox.current()) !== null,
    isOurs: async (address) => {
      const box = await mailbox.current()
      return box !== null && withoutToken(address) === box.address
    },
    take: async (raw, envelope, authentication) => said(await receiveMail(raw, envelope, authentication)),
    smartHost: mailbox.smartHost,
  }
}

function withoutToken(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/\+t\d{1,12}-[0-9a-f]{20}(?=@[^@]+$)/, '')
}

function said(outcome: MailOutcome): { taken: boolean; why: string } {
  if (outcome.kind !== 'refused') return { taken: true, why: `${WORDS[outcome.kind]} ${outcome.ticketId}` }
  return { taken: false, why: REASONS[outcome.reason] }
}

const WORDS = { opened: 'opened ticket', replied: 'a reply in ticket', noted: 'a note in ticket', duplicate: 'came before, into ticket' }

/** For the trace of mail: what a technician reads who looks for the message. */
const REASONS: Record<Refusal, string> = {
  loop: 'our own mail came back',
  automatic: 'no person wrote it, and it answers no ticket',
  unauthenticated: 'its sender is not proven (no SPF, DKIM or DMARC pass for the domain in From), so it opens no ticket',
  'unknown-sender': "its sender is nobody's person and its domain no client's",
  'other-client': 'its sender is of another client than the ticket',
  'which-client': 'its sender belongs to several clients; it is not known for which it is',
}
