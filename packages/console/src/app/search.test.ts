import { expect, test } from 'vitest'
import { alertSearch, deviceListSearch, signInSearch } from './search.ts'

test('filters of the address are kept, and what is not a filter is dropped', () => {
  expect(deviceListSearch({ q: 'srv', state: 'critical', sort: 'disk', order: 'desc', evil: '1' })).toEqual({
    q: 'srv',
    state: 'critical',
    sort: 'disk',
    order: 'desc',
  })
  expect(deviceListSearch({ state: 'purple', sort: 'drop table', clientId: 'x', q: '' })).toEqual({})
})

test('a search for a number is a search for its digits', () => expect(deviceListSearch({ q: 10 })).toEqual({ q: '10' }))

test('alerts can be those of one device, and the ended ones', () => {
  const deviceId = '01935b8e-0000-7000-8000-000000000001'
  expect(alertSearch({ deviceId, show: 'ended' })).toEqual({ deviceId, show: 'ended' })
  expect(alertSearch({ show: 'all' })).toEqual({})
})

test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 7])(
  'after signing in nobody is sent to %s',
  (back) => expect(signInSearch({ back })).toEqual({}),
)

test('after signing in one is where one wanted to go', () =>
  expect(signInSearch({ back: '/devices?state=critical' })).toEqual({ back: '/devices?state=critical' }))
