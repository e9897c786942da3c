/** What the client's lists decide. Deny goes before allow, and neither lets malware through. */
import type { Lists } from '../types.ts'
import type { Hit } from './rule.ts'

export function listHits(lists: Lists, addresses: readonly (string | null)[], forged: boolean): Hit[] {
  const known = addresses.flatMap((address) => (address === null || address === '' ? [] : [address.toLowerCase()]))
  const denied = known.find((address) => names(lists.deny, address))
  if (denied !== undefined)
    return [{ id: 'list.deny', weight: 100, text: `${denied} is on the list of senders you do not want.`, policy: true }]
  // The envelope's sender is what anybody writes: only the address that people see is allowed, and not where its domain denies having sent it.
  const [visible] = known
  if (visible === undefined || !names(lists.allow, visible)) return []
  return forged
    ? [{ id: 'list.allow-forged', weight: 0, text: `${visible} is on your list of wanted senders, but its domain did not send this.` }]
    : [{ id: 'list.allow', weight: -100, text: `${visible} is on your list of wanted senders.` }]
}

function names(list: ReadonlySet<string>, address: string): boolean {
  if (list.has(address)) return true
  let domain = address.slice(address.lastIndexOf('@') + 1)
  while (domain !== '') {
    if (list.has(domain)) return true
    const dot = domain.indexOf('.')
    domain = dot < 0 ? '' : domain.slice(dot + 1)
  }
  return false
}
