/** Text as the scorer compares it: one case, no accents, letters that look alike made one, nothing invisible; and its words. */
import { asLatin } from '../impersonation/confusables.ts'

export type Folded = { text: string; invisible: number }

/** Zero-width and directional characters, soft hyphens, fillers, variation selectors. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu

export function fold(text: string): Folded {
  let invisible = 0
  const visible = text.replace(INVISIBLE, () => {
    invisible++
    return ''
  })
  // U+0300 to U+036F are the combining marks that NFKD splits off.
  return {
    text: visible
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase(),
    invisible,
  }
}

export type Word = { text: string; kind: 'word' | 'number' | 'mixed' | 'mark' }

const TOKEN = /[\p{L}\p{M}\p{N}]{1,40}(?:['’][\p{L}]{1,10})?|[$€£¥%!?#*+=~]{1,12}/gu
const CHINESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/** Words of folded text, at most `most`. Numbers keep their length and not their value: values do not come again. */
export function words(text: string, most: number): Word[] {
  const found: Word[] = []
  for (const [token] of text.matchAll(TOKEN)) {
    if (found.length >= most) break
    const first = token.codePointAt(0) ?? 0
    if (first < 64 && !(first >= 48 && first <= 57)) found.push({ text: token.slice(0, 3), kind: 'mark' })
    else if (/^\d+$/.test(token)) found.push({ text: `0${Math.min(9, token.length)}`, kind: 'number' })
    else if (/\d/.test(token)) {
      const plain = unleet(token)
      found.push(plain === null ? { text: `a0${Math.min(20, token.length) >> 2}`, kind: 'mixed' } : { text: plain, kind: 'word' })
    } else if (first > 0x2e00 && CHINESE.test(token)) for (const pair of pairs(token)) found.push({ text: pair, kind: 'word' })
    else found.push({ text: withoutDisguise(token), kind: 'word' })
  }
  return found
}

/** `v1agra`, `0ffer`: one or two digits among letters that stand for letters. */
function unleet(token: string): string | null {
  const digits = token.replace(/[^\d]/g, '').length
  if (digits > 2 || token.length < 4 || /^\d{2}|\d{2}$/.test(token)) return null
  return token.replaceAll('0', 'o').replaceAll('1', 'i').replaceAll('3', 'e').replaceAll('4', 'a').replaceAll('5', 's')
}

/** A word in two scripts is a disguise: it is read as what it looks like. */
function withoutDisguise(token: string): string {
  return /[a-z]/.test(token) && /\P{ASCII}/u.test(token) ? asLatin(token) : token
}

function pairs(token: string): string[] {
  const letters = Array.from(token.slice(0, 80)).slice(0, 40)
  return letters.length < 2 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`)
}
