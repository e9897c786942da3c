import { expect, test } from 'vitest'
import { readEnvironment } from './index.ts'

test('an unknown MAINSTAY_ variable is named, with those that exist', () => {
  expect(() => readEnvironment({ MAINSTAY_DATABSE_URL: 'postgres://x' })).toThrow(/MAINSTAY_DATABSE_URL.*MAINSTAY_DATABASE_URL/)
})

test('a value of the wrong form is named', () => {
  expect(() => readEnvironment({ MAINSTAY_DATABASE_URL: 'mysql://x' })).toThrow(/MAINSTAY_DATABASE_URL/)
})

test('other variables are not looked at, and defaults stand', () => {
  expect(readEnvironment({ PATH: '/bin' })).toMatchObject({
    MAINSTAY_LOG_LEVEL: 'info',
    MAINSTAY_MAIL_LISTEN: '127.0.0.1',
    MAINSTAY_MAIL_PORT: 2525,
  })
})
