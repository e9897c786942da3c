import { expect, test } from 'vitest'
import { viewsOf } from './live.ts'

test('values of one device touch its charts alone, never the list of all', () => {
  expect(viewsOf({ topic: 'values', deviceId: 'd1' })).toEqual([
    ['devices', 'latest', 'd1'],
    ['devices', 'series', 'd1'],
  ])
  expect(viewsOf({ topic: 'values', deviceId: null })).toEqual([])
})

test('an alert touches alerts and the lists of devices', () =>
  expect(viewsOf({ topic: 'alert', deviceId: 'd1' })).toEqual([['monitoring'], ['devices', 'list'], ['devices', 'of-client']]))

test('the first word of a topic decides, and what is not known touches nothing', () => {
  expect(viewsOf({ topic: 'recovery.backup.failed', deviceId: null })).toEqual([['recovery']])
  expect(viewsOf({ topic: 'weather', deviceId: null })).toEqual([])
  expect(viewsOf({ topic: '', deviceId: null })).toEqual([])
})

test('where changes may have been missed, all views are read anew', () => {
  expect(viewsOf({ topic: 'everything', deviceId: null })).toEqual([[]])
})
