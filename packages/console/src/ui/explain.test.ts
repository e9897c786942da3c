import { expect, test } from 'vitest'
import { ApiFailure } from '../app/api.ts'
import { explain } from './explain.ts'

const notFound = (data: Record<string, string>): ApiFailure => new ApiFailure({ code: 'platform.not-found', title: 'x', status: 404, data })

test('what an address names and is not there is told by its name', () => {
  expect(explain(notFound({ what: 'device' })).title).toBe('There is no such device')
  expect(explain(notFound({ what: 'record' })).title).toBe('There is nothing here that you may see')
  expect(explain(notFound({})).title).toBe('There is nothing here that you may see')
})
