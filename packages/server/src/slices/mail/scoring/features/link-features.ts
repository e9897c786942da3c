/** Features of links: where they lead, how they are made, and whether they fit the sender. */
import { parse } from 'tldts'
import type { MessageFacts } from '../facts.ts'
import { bin } from './bin.ts'
import type { Sink } from './vector.ts'

export function addLinkFeatures(facts: MessageFacts, sink: Sink): void {
  const own = parse(facts.from?.domain ?? '').domain
  const recipients = new Set(facts.recipients.map(({ domain }) => domain))
  const urls = facts.urls.filter(({ host }) => ![...recipients].some((domain) => domain !== '' && host.endsWith(domain)))
  const domains = new Set(urls.map(({ domain }) => domain).filter((domain) => domain !== ''))
  for (const kind of ['anchor', 'resource', 'form', 'text'] as const)
    sink.add('links', `${kind} ${bin(urls.filter((url) => url.kind === kind).length)}`)
  sink.add('links', `domains ${bin(domains.size)}`)
  if (domains.size > 0) {
    sink.add('links', `to the sender's own ${own !== null && domains.has(own)}`)
    if (domains.size === 1) sink.add('links', `only one, the sender's ${own !== null && domains.has(own)}`)
  }
  for (const url of urls) {
    for (const trait of url.traits) {
      sink.add('links', `trait ${trait}`)
      sink.add('links', `${url.kind} ${trait}`)
    }
    // http or https tells the year and not the sender.
    if (!url.scheme.startsWith('http')) sink.add('links', `scheme ${url.kind} ${url.scheme}`)
    if (url.suffix !== '') sink.add('links', `suffix ${url.kind === 'resource' ? 'resource' : 'link'} ${url.suffix}`)
    if (url.domain !== '') sink.add('links', `domain ${url.domain}`)
    for (const word of url.path.toLowerCase().split(/[^a-z]+/, 30))
      if (word.length > 2 && word.length < 16) sink.add('links', `path ${word}`, 0.5)
    if (url.text !== null && url.text !== '') sink.add('links', `shown ${shownAs(url.text)}`)
  }
}

function shownAs(text: string): string {
  if (/^https?:\/\//i.test(text)) return 'address'
  return `words ${bin(text.split(' ').length)}`
}
