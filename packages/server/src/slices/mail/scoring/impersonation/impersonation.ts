/** Who a sender pretends to be: one of the client's people, the client, a partner; by names and by domains that look alike. */
import type { MailAddress } from '../../../../platform/mime/index.ts'
import { parse } from 'tldts'
import { fold } from '../content/text.ts'
import type { Directory } from '../types.ts'
import { skeleton } from './confusables.ts'
import { editDistance } from './edit-distance.ts'
import { isFreeMail } from './free-mail.ts'

export type Impersonation =
  | { kind: 'own-person'; name: string }
  | { kind: 'own-address-in-name'; name: string }
  | { kind: 'look-alike'; domain: string; like: string; own: boolean }

export function impersonations(from: MailAddress, directory: Directory): Impersonation[] {
  if (isOwn(from.domain, directory)) return []
  const found: Impersonation[] = []
  const person = personOfName(from, directory)
  if (person !== null) found.push({ kind: 'own-person', name: person })
  const written = /([^\s<>"()@]{1,64})@([a-z0-9.-]{1,200})/i.exec(from.name)
  if (written !== null && isOwn(written[2]?.toLowerCase() ?? '', directory)) found.push({ kind: 'own-address-in-name', name: written[0] })
  const like = lookAlike(from.domainUnicode, directory)
  if (like !== null) found.push({ kind: 'look-alike', domain: from.domainUnicode, ...like })
  return found
}

export function isOwn(domain: string, { domains }: Directory): boolean {
  return domains.some((own) => domain === own || domain.endsWith(`.${own}`))
}

/** The same words in any order, so that "Lee, Ann" is Ann Lee; one word alone is nobody's. */
function personOfName(from: MailAddress, { people }: Directory): string | null {
  const key = nameKey(from.name)
  if (!key.includes(' ')) return null
  const person = people.find(
    ({ name, addresses }) => nameKey(name) === key && !addresses.some((address) => address.toLowerCase() === from.address.toLowerCase()),
  )
  return person?.name ?? null
}

function nameKey(name: string): string {
  return fold(name)
    .text.split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1)
    .map(skeleton)
    .sort()
    .join(' ')
}

function lookAlike(domain: string, { domains, correspondents }: Directory): { like: string; own: boolean } | null {
  if (domain === '' || correspondents.includes(domain)) return null
  const mine = labelOf(domain)
  if (mine.length < 4) return null
  for (const [list, own] of [
    [domains, true],
    [correspondents, false],
  ] as const) {
    for (const like of list) {
      if (isFreeMail(like) || domain.endsWith(`.${like}`)) continue
      const theirs = labelOf(like)
      if (theirs.length >= 4 && resembles(mine, theirs)) return { like, own }
    }
  }
  return null
}

/** One letter in short names, two in long ones; equal after confusables; or the name with a word put to it (`example-billing`). */
function resembles(mine: string, theirs: string): boolean {
  if (mine === theirs || skeleton(mine) === skeleton(theirs)) return true
  const most = theirs.length >= 12 ? 2 : theirs.length >= 6 ? 1 : 0
  if (most > 0 && editDistance(mine, theirs, most) <= most) return true
  return theirs.length >= 6 && (mine.startsWith(`${theirs}-`) || mine.endsWith(`-${theirs}`))
}

function labelOf(domain: string): string {
  return (parse(domain).domainWithoutSuffix ?? domain.split('.')[0] ?? '').toLowerCase()
}
