/** The answer at the head of People. */
import type { Person } from '@mainstay/contract/identity'
import { count } from '../../ui/format.ts'

export function peopleTitle(people: readonly Pick<Person, 'disabled' | 'invited' | 'twoFactor' | 'hasPassword'>[]): string {
  const active = people.filter(({ disabled, invited }) => !disabled && !invited)
  const bare = active.filter(({ twoFactor, hasPassword }) => hasPassword && !twoFactor).length
  const who = count(active.length, 'person', 'people')
  if (active.length === 1) return `One person can sign in, ${bare === 0 ? 'not ' : ''}by password alone`
  if (bare === 0) return `${who} can sign in, nobody by password alone`
  return `${who} can sign in, ${bare} by password alone`
}
