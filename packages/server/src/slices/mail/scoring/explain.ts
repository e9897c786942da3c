/** Says in words what the model saw, group by group. */
import type { MessageFacts } from './facts.ts'
import { extractNamed } from './features/extract.ts'
import { GROUPS, type Group } from './features/vector.ts'
import { contributions, type MailModel, POINTS_PER_UNIT } from './model/model.ts'
import type { Reason } from './types.ts'

const SAYS: Record<Group, { bad: string; good: string; quotes: boolean }> = {
  words: { bad: 'The wording is like that of unwanted mail', good: 'The wording is like that of wanted mail', quotes: true },
  letters: { bad: 'Pieces of its words are common in unwanted mail', good: 'Pieces of its words are common in wanted mail', quotes: false },
  subject: { bad: 'The subject is like those of unwanted mail', good: 'The subject is like those of wanted mail', quotes: true },
  sender: {
    bad: "The sender's name and address are made like those of unwanted mail",
    good: "The sender's name and address are made like those of wanted mail",
    quotes: false,
  },
  links: { bad: 'Its links are made like those of unwanted mail', good: 'Its links are made like those of wanted mail', quotes: false },
  page: {
    bad: 'The page is built like those of unwanted mail',
    good: 'The page is built like those of wanted mail, or there is none',
    quotes: false,
  },
  structure: {
    bad: 'The message as a whole is put together like unwanted mail',
    good: 'The message as a whole is put together like wanted mail',
    quotes: false,
  },
}
const LEAST_WEIGHT = 0.3

export function modelReasons(facts: MessageFacts, model: MailModel): Reason[] {
  const { vector, names } = extractNamed(facts)
  const sums = contributions(model.unwanted, vector, model.loudness).map((sum) => sum * POINTS_PER_UNIT)
  const reasons = GROUPS.flatMap((group, index): Reason[] => {
    const weight = sums[index] ?? 0
    if (Math.abs(weight) < LEAST_WEIGHT) return []
    const { bad, good, quotes } = SAYS[group]
    const quoted = quotes ? strongest(model, vector, names, index, weight > 0) : ''
    return [{ id: `model.${group}`, weight, text: `${weight > 0 ? bad : good}${quoted}.` }]
  })
  const said = reasons.reduce((sum, { weight }) => sum + weight, 0)
  const total = sums.reduce((sum, one) => sum + one, 0) + model.unwanted.bias * POINTS_PER_UNIT + model.offset
  return [
    ...reasons,
    { id: 'model.start', weight: total - said, text: 'Where every message starts, and what weighs too little to be named.' },
  ]
}

function strongest(
  model: MailModel,
  vector: ReturnType<typeof extractNamed>['vector'],
  names: ReadonlyMap<number, string>,
  group: number,
  bad: boolean,
): string {
  const found: { name: string; weight: number }[] = []
  for (let at = 0; at < vector.places.length; at++) {
    if (vector.groups[at] !== group) continue
    const place = vector.places[at] as number
    const name = names.get(place) ?? ''
    if (/^\p{L}{3,}(?: \p{L}{2,})?$/u.test(name)) found.push({ name, weight: (model.unwanted.weights[place] as number) * (bad ? 1 : -1) })
  }
  const top = found
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 3)
  return top.length === 0 ? '' : ` (${top.map(({ name }) => `"${name}"`).join(', ')})`
}
