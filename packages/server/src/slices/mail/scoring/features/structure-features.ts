/** Features of the message as a whole: size, make, attachments, defects, and a few signs of pressure, independent of language. */
import type { MessageFacts } from '../facts.ts'
import { bin, tenths } from './bin.ts'
import type { Sink } from './vector.ts'

export function addStructureFeatures(facts: MessageFacts, sink: Sink): void {
  const add = (name: string) => sink.add('structure', name)
  const text = (facts.plain ?? facts.html)?.text ?? ''
  add(`body ${facts.html === null ? (facts.plain === null ? 'none' : 'text') : facts.plain === null ? 'page' : 'both'}`)
  add(`length ${bin(text.length)}`)
  add(`lines ${bin(facts.lines)}`)
  add(`quoted ${tenths(facts.quotedLines, facts.lines)}`)
  if (facts.isReply) add('reply')
  if (facts.isReply && facts.quotedLines > 0) add('reply that quotes')
  if (/^re\s?:/i.test(facts.subject) && !facts.isReply) add('answers nothing')
  if (facts.urgent) add('urgent')
  for (const defect of facts.defects) if (!CHARSET_DEFECTS.has(defect)) add(`defect ${defect}`)
  for (const type of facts.mediaTypes) add(`part ${type}`)
  for (const { type, traits } of facts.attachments) {
    add(`file ${type}`)
    for (const trait of traits) add(`file ${trait}`)
  }
  if (facts.attachments.length > 0) add(`files ${bin(facts.attachments.length)}`)
  addSubject(facts.subject, add)
  addSigns(text, add)
}

/** What archives damaged is no trait of the sender. */
const CHARSET_DEFECTS: ReadonlySet<string> = new Set(['wrong-charset', 'unknown-charset', 'nul-bytes', 'text-cut', 'no-body'])

function addSubject(subject: string, add: (name: string) => void): void {
  const letters = subject.replace(/[^\p{L}]/gu, '')
  const capitals = letters.replace(/[^\p{Lu}]/gu, '').length
  add(`subject length ${bin(subject.length)}`)
  add(`subject capitals ${tenths(capitals, letters.length)}`)
  if (/[\p{Extended_Pictographic}]/u.test(subject)) add('picture in subject')
  if (/!/.test(subject)) add('subject !')
  if (/\?/.test(subject)) add('subject ?')
  if (/[$€£%]/.test(subject)) add('subject money')
  if (/\d{4,}/.test(subject)) add('subject number')
  if (/\s{3,}\S/.test(subject)) add('subject gap')
  if (/^(?:re|fw|fwd|aw|wg)\s?:/i.test(subject)) add('subject answers')
}

function addSigns(text: string, add: (name: string) => void): void {
  const count = (sign: RegExp) => text.match(sign)?.length ?? 0
  add(`exclaims ${bin(count(/!/g))}`)
  add(`asks ${bin(count(/\?/g))}`)
  add(`money ${bin(count(/[$€£¥]\s?\d|\d\s?(?:usd|eur|dollars|euro)/g))}`)
  add(`percent ${bin(count(/\d\s?%/g))}`)
  add(`numbers ${tenths(count(/\d/g) * 10, text.length)}`)
  if (/\b(?:1|3|bc1)[a-km-z1-9]{25,60}\b/.test(text)) add('wallet')
  if (/\+?\d[\d ().-]{8,16}\d/.test(text)) add('telephone')
  if (/[^\s@]@[^\s@]{1,80}\.[a-z]/.test(text)) add('address in text')
  const words = text.match(/[a-z]{2,}/g) ?? []
  add(`variety ${tenths(new Set(words.slice(0, 300)).size, Math.min(300, words.length))}`)
}
