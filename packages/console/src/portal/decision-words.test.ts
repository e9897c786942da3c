import type { PortalDecision } from '@mainstay/contract/recommendations'
import { expect, test } from 'vitest'
import { decisionsTitle, decisionWord } from './decision-words.ts'

test.each([
  [[], 'Nothing was put to you yet'],
  [['accepted'], 'No decision of yours is needed'],
  [['waiting', 'declined'], '1 decision waits for you'],
  [['waiting', 'waiting'], '2 decisions wait for you'],
] as const)('%j: the title is what is needed', (states, title) => {
  expect(decisionsTitle(states.map((state) => ({ state })))).toBe(title)
})

const decision = { by: 'Carol', at: '2026-11-24T09:00:00.000Z' }
test.each([
  ['waiting', 'Waits for you, please by 2026-12-15'],
  ['accepted', 'Accepted by Carol on 2026-11-24'],
  ['declined', 'Declined by Carol on 2026-11-24; we ask again on 2027-02-22'],
  ['deferred', 'Put off by Carol; we ask again on 2027-02-22'],
  ['superseded', 'Replaced by a new version'],
] as const)('%s is said in plain words', (state, words) => {
  const one = { state, decision, content: { answerBy: '2026-12-15' }, reviewOn: '2027-02-22' }
  expect(decisionWord(one as PortalDecision)).toBe(words)
})
