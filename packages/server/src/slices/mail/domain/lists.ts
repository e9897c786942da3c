/** Allow and deny lists: whose word about a sender counts for a recipient. */
import { domainOf, mailboxOf, normalAddress } from './address.ts'

export type ListEntry = {
  id: string
  kind: 'allow' | 'deny'
  /** A mailbox, `@domain` of the client, or `*` for all of the client. */
  recipient: string
  /** An address, or `@domain`, which is the domain and what lies below it. */
  sender: string
}

/** The nearest to the recipient wins, then the most exact sender; of two equally near ones, deny. */
export function listed(entries: readonly ListEntry[], senders: readonly string[], recipient: string): ListEntry | null {
  let best: { entry: ListEntry; rank: number } | null = null
  for (const entry of entries) {
    const near = nearness(entry.recipient, recipient)
    const exact = Math.max(...senders.map((sender) => exactness(entry.sender, sender)), 0)
    if (near === 0 || exact === 0) continue
    const rank = near * 1e6 + exact * 10 + (entry.kind === 'deny' ? 1 : 0)
    if (best === null || rank > best.rank) best = { entry, rank }
  }
  return best?.entry ?? null
}

function nearness(pattern: string, recipient: string): number {
  if (pattern === '*') return 1
  if (pattern.startsWith('@')) return domainOf(recipient) === pattern.slice(1) ? 2 : 0
  return mailboxOf(recipient) === pattern ? 3 : 0
}

/** Longer domains are more exact, an address most of all. */
function exactness(pattern: string, sender: string): number {
  if (sender === '') return 0
  if (!pattern.startsWith('@')) return normalAddress(sender) === pattern ? 1000 : 0
  const domain = domainOf(sender)
  return domain === pattern.slice(1) || domain.endsWith(`.${pattern.slice(1)}`) ? pattern.length : 0
}
