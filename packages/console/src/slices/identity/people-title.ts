/** The answer at the head of People. */
import type { Person } from '@mainstay/contract/identity'
import { count } from '../../ui/format.ts'

export function peopleTitle(people: readonly Pick<Person, 'disabled' | 'invited' | 'twoFactor'>[]): string {
  const active = people.filter(({ disabled, invited }) => !disabled && !invited)
  const bare = active.filter(({ twoFactor }) => !twoFactor).length
  const who = count(active.length, 'person', 'people')
  if (active.length === 1) return `One person can sign in, ${bare === 0 ? 'with a second step' : 'by password alone'}`
  if (bare === 0) return `${who} can sign in, each with a second step`
  return `${who} can sign in, ${bare} by password alone`
}
