/** Features of wording: words, pairs of words, and pieces of words, which travel to other languages and survive disguises. */
import type { MessageFacts } from '../facts.ts'
import { fold, words } from '../content/text.ts'
import type { Sink } from './vector.ts'

const MOST_WORDS = 1500
/** Letters of the beginning that are cut into pieces. */
const MOST_LETTERS = 3000
const PIECE = 4
const EDGE_WORDS = 40

export function addTextFeatures(facts: MessageFacts, sink: Sink): void {
  const own = ownNames(facts)
  for (const body of [facts.html, facts.plain]) if (body !== null) addBody(body.text, own, sink)
  const subject = words(withoutAddresses(fold(facts.subject).text).replace(/^(?:(?:re|fw|fwd|aw|wg|sv)\s?:\s?)+/, ''), 60)
    .map(({ text }) => text)
    .filter((word) => !own(word))
  for (const [index, word] of subject.entries()) {
    sink.add('subject', word)
    if (index > 0) sink.add('subject', `${subject[index - 1]} ${word}`)
  }
  for (const piece of pieces(subject.join(' '), 4)) sink.add('subject', `~${piece}`, 0.5)
}

function addBody(text: string, own: (word: string) => boolean, sink: Sink): void {
  const all = words(withoutAddresses(text), MOST_WORDS)
    .filter(({ text: word }) => !own(word))
    .map(({ text: word }) => word)
  for (const [index, word] of all.entries()) {
    sink.add('words', word)
    if (index > 0) sink.add('words', `${all[index - 1]} ${word}`)
  }
  // How it begins and ends: greetings, and what is asked for in the last line.
  for (const word of all.slice(0, EDGE_WORDS)) sink.add('words', `^${word}`)
  for (const word of all.slice(-EDGE_WORDS)) sink.add('words', `$${word}`)
  for (const piece of pieces(all.join(' ').slice(0, MOST_LETTERS), PIECE)) sink.add('letters', piece)
}

/** Who it is for says nothing about what it is: names and domains of the recipients are left out. */
function ownNames(facts: MessageFacts): (word: string) => boolean {
  const own = new Set(
    facts.recipients
      .flatMap(({ name, domain }) => [...fold(name).text.split(/[^\p{L}\p{N}]+/u), ...domain.split('.')])
      .filter((word) => word.length > 3),
  )
  return (word) => own.has(word)
}

/** Addresses of web and mail have features of their own. */
function withoutAddresses(text: string): string {
  return text.replace(/(?:https?:\/\/|www\.)[^\s<>"]{1,2000}|[^\s<>"@]{1,64}@[^\s<>"@]{1,200}/g, ' ')
}

function* pieces(text: string, length: number): Generator<string> {
  for (let at = 0; at + length <= text.length; at++) yield text.slice(at, at + length)
}
