import { expect, test } from 'vitest'
import { proofTitle } from './proof-title.ts'

test.each([
  [{ verdict: 'passed', level: 'L2', rtoSeconds: 4.25 }, 'srv1 came back in 4.3 s'],
  [{ verdict: 'passed', level: 'L1', rtoSeconds: 60 }, 'The backup of srv1 could be read in 1 min'],
  [{ verdict: 'passed', level: 'L3', rtoSeconds: null }, 'srv1 came back'],
  [{ verdict: 'failed', level: 'L1', rtoSeconds: null }, 'srv1 did not come back whole'],
  [{ verdict: 'unknown', level: null, rtoSeconds: null }, 'Whether srv1 would come back is not known: the test could not run'],
] as const)('a test is told as what happened: %#', (result, title) => expect(proofTitle('srv1', result)).toBe(title))
