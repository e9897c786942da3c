import { expect, test } from 'vitest'
import { errorFields } from './index.ts'

test('an error is logged by what it says; what a library hung on it stays out', () => {
  const error = Object.assign(new Error('terminating connection', { cause: new Error('57P01 from below') }), {
    code: '57P01',
    client: { secretKey: 12_345, password: 'hidden' },
  })
  const logged = errorFields(error)
  expect(logged).toMatchObject({ type: 'Error', message: expect.stringContaining('terminating connection'), code: '57P01' })
  expect(JSON.stringify(logged)).not.toMatch(/secretKey|hidden|client/)
  expect(JSON.stringify(logged)).toContain('from below')
  expect(errorFields('text')).toBe('text')
})
