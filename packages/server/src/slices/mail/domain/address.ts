/** Addresses of envelopes: `local@domain`, compared without regard to the case of either. */

/** As lists and caches know it. The null sender is empty. */
export function normalAddress(address: string): string {
  return address.trim().toLowerCase()
}

export function domainOf(address: string): string {
  return normalAddress(address.slice(address.lastIndexOf('@') + 1)).replace(/\.$/, '')
}

/** `+detail` (RFC 5233) names the same mailbox: who is looked up for lists is the mailbox. */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at)
  const plus = local.indexOf('+')
  return normalAddress(plus > 0 ? local.slice(0, plus) + address.slice(at) : address)
}
