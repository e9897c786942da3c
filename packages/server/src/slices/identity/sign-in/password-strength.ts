/** Refuses a password that is guessed early: common ones, patterns, and what a stranger knows of the person. */
import { AppError } from '@mainstay/kernel'
import type { MatchExtended, ZxcvbnFactory } from '@zxcvbn-ts/core'

type Whose = { name: string; email: string }

/** Guesses, as a power of ten, that an attacker with the common lists needs: the highest of zxcvbn's classes ("very unguessable"). */
const LEAST_GUESSES_LOG10 = 10
/** What follows only adds strength, and the estimate takes a time that grows with the length. */
const JUDGED_LETTERS = 40

/** Throws identity.weak-password, which says what is weak. */
export async function refuseWeakPassword(password: string, whose: Whose): Promise<void> {
  const judge = await (loaded ??= load())
  const { guessesLog10, sequence } = judge.check(password.slice(0, JUDGED_LETTERS), contextOf(whose))
  if (guessesLog10 < LEAST_GUESSES_LOG10) throw new AppError('identity.weak-password', { why: reasonOf(sequence) })
}

/** Loaded at the first password that is set: the word lists take some 30 MB, which a server that sets none does without. */
let loaded: Promise<ZxcvbnFactory> | null = null

async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  return new ZxcvbnFactory({ dictionary: { ...common.dictionary, ...english.dictionary }, graphs: common.adjacencyGraphs })
}

function contextOf({ name, email }: Whose): string[] {
  const words = `${name} ${email}`.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  return ['mainstay', name, email, ...words.filter((word) => word.length > 2)]
}

/** The part that gives most away, in words. */
function reasonOf(sequence: readonly MatchExtended[]): string {
  const has = (pattern: string, dictionary?: string): boolean =>
    sequence.some((match) => match.pattern === pattern && (dictionary === undefined || match['dictionaryName'] === dictionary))
  if (has('dictionary', 'userInputs')) return 'it holds your name, your address or the name of this product'
  if (has('repeat')) return 'it repeats the same letters'
  if (has('dictionary', 'passwords-common')) return 'it is close to a password that many people use'
  if (has('sequence') || has('spatial')) return 'it is a row of letters, numbers or keys'
  return 'it is made of few words, names or dates that are tried first'
}
