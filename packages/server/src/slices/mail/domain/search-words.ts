/** The words by which a message is found again: whole addresses, ids and domains, and what they and the subject are made of. */

const MOST_WORDS = 120
const LONGEST = 200

export function searchWords(texts: readonly string[]): string[] {
  const words = new Set<string>()
  for (const text of texts) {
    for (const whole of text.toLowerCase().split(/[\s<>"(),;]+/)) {
      if (whole.includes('@')) words.add(whole.slice(0, LONGEST))
      for (const part of whole.split(/[^\p{L}\p{N}.-]+/u)) {
        add(words, part)
        // A domain is found by its name too: `acme` in `mail.acme.example`.
        for (const piece of part.split(/[.-]+/)) add(words, piece)
      }
      if (words.size >= MOST_WORDS) return [...words].slice(0, MOST_WORDS)
    }
  }
  return [...words]
}

function add(words: Set<string>, word: string): void {
  const trimmed = word.replace(/^[.-]+|[.-]+$/g, '').slice(0, LONGEST)
  if (trimmed !== '') words.add(trimmed)
}
