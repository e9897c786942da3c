import { expect, test } from 'vitest'
import { toneOfState, worst } from './tone.ts'

test('nothing at all is not known, never good', () => expect(worst([])).toBe('unknown'))

test('the worst tone stands for the whole; what is not known outweighs what needs care', () => {
  expect(worst(['good', 'attention'])).toBe('attention')
  expect(worst(['good', 'attention', 'unknown'])).toBe('unknown')
  expect(worst(['unknown', 'broken', 'good'])).toBe('broken')
  expect(worst(['good', 'good'])).toBe('good')
})

test('unknown is its own tone', () => expect(toneOfState('unknown')).toBe('unknown'))
