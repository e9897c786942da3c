import { expect, test } from 'vitest'
import { AppError } from './app-error.ts'
import { errorTable } from './table.ts'

test('the text of an error is its row filled with its data', () => {
  const error = new AppError('platform.port-in-use', { port: 8420, host: '127.0.0.1' })
  expect(error.message).toBe('Port 8420 on 127.0.0.1 is in use by another program. Stop it, or choose another with --port.')
  expect(error.status).toBe(500)
})

test('every row has a status, a title that ends a sentence, and a code that starts with a slice', () => {
  for (const [code, row] of Object.entries(errorTable)) {
    expect(code, code).toMatch(/^[a-z]+(\.[a-z0-9-]+)+$/)
    expect(row.status, code).toBeGreaterThanOrEqual(400)
    expect(row.title.length, code).toBeGreaterThanOrEqual(8)
  }
})
