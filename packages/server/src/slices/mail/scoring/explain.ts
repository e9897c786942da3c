/** Says in words what the model saw, group by group. */
import type { MessageFacts } from './facts.ts'
import { extractNamed } from './features/extract.ts'
import { GROUPS, type Group, type Vector } from './features/vector.ts'
import type { Linear } from './model/logistic.ts'
import { contributions, type MailModel, type Margins, marginsOf, POINTS_PER_UNIT } from './model/model.ts'
import type { Reason } from './types.ts'

const SAYS: Record<Group, { says: string; quotes: boolean }> = {
  words: { says: 'The wording is like that of', quotes: true },
  letters: { says: 'Pieces of its words are common in', quotes: false },
  subject: { says: 'The subject is like those of', quotes: true },
  sender: { says: "The sender's name and address are made like those of", quotes: false },
  links: { says: 'Its links (or that it has none) are like those of', quotes: false },
  page: { says: 'How the page is built (or that there is none) is like', quotes: false },
  typing: { says: 'How it is typed (capitals, signs, lines) is like that of', quotes: false },
  structure: { says: 'Length, parts and signs are like those of', quotes: false },
}
const LEAST_WEIGHT = 0.3

export type Explained = { reasons: Reason[]; vector: Vector; margins: Margins }

/** The groups of the head that speaks louder; their weights and `model.start` add up to the model's points. */
export function modelReasons(facts: MessageFacts, model: MailModel): Explained {
  const { vector, names } = extractNamed(facts)
  const margins = marginsOf(model, vector)
  const head = margins.phishing > margins.spam ? model.phishing : model.spam
  const sums = head === null ? [] : contributions(head, vector, model.loudness).map((sum) => sum * POINTS_PER_UNIT)
  const what = margins.phishing > margins.spam ? 'phishing' : 'spam'
  const reasons = GROUPS.flatMap((group, index): Reason[] => {
    const weight = sums[index] ?? 0
    if (head === null || Math.abs(weight) < LEAST_WEIGHT) return []
    const { says, quotes } = SAYS[group]
    const quoted = quotes ? strongest(head, vector, names, index, weight > 0) : ''
    return [{ id: `model.${group}`, weight, text: `${says} ${weight > 0 ? what : 'wanted mail'}${quoted}.` }]
  })
  const said = reasons.reduce((sum, { weight }) => sum + weight, 0)
  const total = margins.total * POINTS_PER_UNIT + model.offset
  const start = {
    id: 'model.start',
    weight: total - said,
    text: `Where every message starts${model.origin === 'prior' ? ' with the model that Mainstay brings' : ''}, and what weighs too little to be named.`,
  }
  return { reasons: [...reasons, start], vector, margins }
}

function strongest(head: Linear, vector: Vector, names: ReadonlyMap<number, string>, group: number, bad: boolean): string {
  const found: { name: string; weight: number }[] = []
  for (let at = 0; at < vector.places.length; at++) {
    if (vector.groups[at] !== group) continue
    const place = vector.places[at] as number
    const name = names.get(place) ?? ''
    if (/^\p{L}{3,}(?: \p{L}{2,})?$/u.test(name)) found.push({ name, weight: (head.weights[place] as number) * (bad ? 1 : -1) })
  }
  const top = found
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 3)
  return top.length === 0 ? '' : ` (${top.map(({ name }) => `"${name}"`).join(', ')})`
}
