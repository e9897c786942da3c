/** Points for links that no honest sender writes. */
import type { MessageFacts } from '../facts.ts'
import type { Hit } from './rule.ts'

const RULES: { trait: string; weight: number; says: (url: string) => string }[] = [
  { trait: 'shows-another', weight: 1, says: (host) => `A link shows another address than the one it leads to (${host}).` },
  { trait: 'ip', weight: 1, says: (host) => `A link leads to a bare number instead of a name (${host}).` },
  { trait: 'user', weight: 1.5, says: (host) => `A link hides its real host ${host} behind an @.` },
  { trait: 'program', weight: 1.5, says: (host) => `A link loads a program or archive from ${host}.` },
  { trait: 'scheme-javascript', weight: 2, says: () => 'A link runs a script.' },
  { trait: 'scheme-data', weight: 1, says: () => 'A link carries a whole page in itself.' },
]

export function linkHits({ urls }: MessageFacts): Hit[] {
  const links = urls.filter(({ kind }) => kind !== 'resource')
  return RULES.flatMap(({ trait, weight, says }) => {
    const url = links.find(({ traits, kind }) => traits.includes(trait) && (trait !== 'ip' || kind !== 'text'))
    return url === undefined ? [] : [{ id: `link.${trait}`, weight, text: says(url.host) }]
  })
}
