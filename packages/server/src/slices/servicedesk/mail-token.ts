/** The token by which an answer finds its ticket: in our addresses (`desk+t1042-…@`) and subjects (`[#1042-…]`). Nobody can guess one. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Id } from '@mainstay/kernel'

/** 80 bits, in hex: the local part of an address may lose its case on the way. */
const MAC_DIGITS = 20

export type MailToken = { number: number; mac: string }

export function tokenOf(ticket: { id: Id; number: number }, secret: string): string {
  return `${ticket.number}-${macOf(ticket.id, secret)}`
}

/** In the order in which they are to be tried: recipients, then the subject. */
export function tokensIn(recipients: readonly string[], subject: string): MailToken[] {
  const places = [
    ...recipients.slice(0, 100).map((address) => /\+t(\d{1,12})-([0-9a-f]{20})@/i.exec(address.slice(0, 320))),
    /\[#(\d{1,12})-([0-9a-f]{20})\]/i.exec(subject.slice(0, 1000)),
  ]
  return places.flatMap((found) => (found === null ? [] : [{ number: Number(found[1]), mac: (found[2] ?? '').toLowerCase() }]))
}

export function isGenuine({ mac }: MailToken, ticketId: Id, secret: string): boolean {
  return mac.length === MAC_DIGITS && timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(ticketId, secret)))
}

function macOf(ticketId: Id, secret: string): string {
  return createHmac('sha256', secret).update(`ticket\n${ticketId}`).digest('hex').slice(0, MAC_DIGITS)
}
