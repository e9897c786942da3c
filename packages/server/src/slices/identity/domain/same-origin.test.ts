import { expect, test } from 'vitest'
import { originOf } from './same-origin.ts'

const target = 'http://10.0.0.5:8420'
const publicOrigin = 'https://mainstay.example'

test.each([
  { origin: target, site: undefined, answer: 'same' },
  { origin: target, site: 'same-origin', answer: 'same' },
  { origin: publicOrigin, site: 'same-origin', answer: 'same' },
  { origin: undefined, site: 'same-origin', answer: 'same' },
  { origin: undefined, site: 'none', answer: 'same' },
  { origin: undefined, site: undefined, answer: 'unsaid' },
  { origin: 'null', site: undefined, answer: 'cross' },
  { origin: 'https://evil.example', site: undefined, answer: 'cross' },
  { origin: 'http://10.0.0.5:9999', site: 'same-site', answer: 'cross' },
  { origin: 'https://10.0.0.5:8420', site: undefined, answer: 'cross' },
  { origin: 'https://mainstay.example.evil.example', site: undefined, answer: 'cross' },
  { origin: target, site: 'cross-site', answer: 'cross' },
  { origin: undefined, site: 'cross-site', answer: 'cross' },
  { origin: undefined, site: 'nonsense', answer: 'cross' },
] as const)('Origin $origin, Sec-Fetch-Site $site: $answer', ({ origin, site, answer }) => {
  expect(originOf({ origin, site, target, publicOrigin })).toBe(answer)
})

test('with no declared address, a foreign origin is foreign', () => {
  expect(originOf({ origin: publicOrigin, site: undefined, target, publicOrigin: null })).toBe('cross')
})
