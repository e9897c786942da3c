import type { ReportSection, Tone } from '@mainstay/contract/reports'
import { expect, test } from 'vitest'
import { monthIn, verdictOf } from './domain.ts'

const section = (id: string, tone: Tone): ReportSection => ({
  id,
  slot: 'side',
  title: id,
  sentence: '',
  tone,
  facts: [],
  rows: [],
  strip: [],
  source: '',
  freshAsOf: null,
})

test.each([
  ['2026-11', 'Europe/Berlin', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
  ['2026-10', 'Europe/Berlin', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
  ['2026-03', 'America/New_York', '2026-03-01T05:00:00.000Z', '2026-04-01T04:00:00.000Z'],
  ['2026-12', 'Asia/Kolkata', '2026-11-30T18:30:00.000Z', '2026-12-31T18:30:00.000Z'],
  ['2026-01', 'Etc/UTC', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
])('%s in %s runs from %s to %s', (month, zone, from, to) => {
  const { from: a, to: b } = monthIn(month, zone)
  expect([a.toISOString(), b.toISOString()]).toEqual([from, to])
})

test('without records nothing is claimed', () => {
  expect(verdictOf([])).toMatchObject({ tone: 'unknown' })
  expect(verdictOf([section('recovery', 'unknown'), section('monitoring', 'unknown')])).toMatchObject({ tone: 'unknown' })
})

test('nothing else is called good until recovery is proven', () => {
  expect(verdictOf([section('monitoring', 'good')])).toMatchObject({ tone: 'unknown' })
  expect(verdictOf([section('monitoring', 'good'), section('recovery', 'unknown')])).toMatchObject({ tone: 'unknown' })
  expect(verdictOf([section('monitoring', 'good'), section('recovery', 'broken')])).toMatchObject({ tone: 'broken' })
  expect(verdictOf([section('monitoring', 'good'), section('recovery', 'good')])).toMatchObject({ tone: 'good' })
  expect(verdictOf([section('monitoring', 'attention'), section('recovery', 'good')])).toMatchObject({ tone: 'attention' })
})
