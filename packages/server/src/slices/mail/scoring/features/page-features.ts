/** Features of how an HTML body is built, without a word of it. */
import type { MessageFacts } from '../facts.ts'
import { bin, tenths } from './bin.ts'
import type { Sink } from './vector.ts'

const SMUGGLES = /atob\(|unescape\(|fromCharCode|createObjectURL|document\.write|eval\(|location(?:\.href)?\s?=/

export function addPageFeatures({ content, html, plain, urls }: MessageFacts, sink: Sink): void {
  const add = (name: string, value = 1) => sink.add('page', name, value)
  if (content === null) return add('no page')
  for (const [name, count] of content.elements) {
    if (isIdiom(name)) continue
    add(`<${name}>`)
    add(`<${name}> ${bin(count)}`, 0.5)
  }
  for (const [name, count] of content.traits) {
    if (isIdiom(name)) continue
    add(name)
    if (count > 3) add(`${name} ${bin(count)}`, 0.5)
  }
  const letters = html?.text.replace(/\s+/g, '').length ?? 0
  add(`letters ${bin(letters)}`)
  add(`hidden ${bin(content.hidden.length)}`)
  add(`invisible ${bin(html?.invisible ?? 0)}`)
  add(`images to text ${tenths((content.elements.get('img') ?? 0) * 100, letters + 1)}`)
  add(`links to text ${tenths(urls.filter(({ kind }) => kind === 'anchor').length * 50, letters + 1)}`)
  if (SMUGGLES.test(content.scripts)) add('script that builds')
  if (plain === null) add('page alone')
  else add(`text to page ${tenths(Math.min(plain.text.length, letters * 2), letters * 2)}`)
}

/** What a mail program writes by itself (`<o:p>`, `mso-…`, `data-smartmail`) tells the program and its year. */
function isIdiom(name: string): boolean {
  return /^(?:[ovwm]|st\d):|:(?:mso|-|data-|odd|setdir)/.test(name)
}
