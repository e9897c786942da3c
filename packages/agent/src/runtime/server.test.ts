import { expect, test } from 'vitest'
import { serverAddress } from './server.ts'

test.each([
  ['https://mainstay.example', 'https://mainstay.example'],
  ['https://mainstay.example/behind/a/path/', 'https://mainstay.example/behind/a/path'],
  ['http://127.0.0.1:8420', 'http://127.0.0.1:8420'],
  ['http://localhost:8420/', 'http://localhost:8420'],
  ['http://[::1]:8420', 'http://[::1]:8420'],
  ['http://mainstay.example', null],
  ['http://127.0.0.1.evil.example', null],
  ['ftp://127.0.0.1', null],
  ['mainstay.example', null],
])('the address %s is used as %s', (text, address) => {
  expect(serverAddress(text)).toBe(address)
})
