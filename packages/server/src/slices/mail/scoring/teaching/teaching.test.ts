import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSink } from '../features/vector.ts'
import { lessonPlaces, noTeaching, taughtPoints, teach } from './teaching.ts'

const vector = (...words: string[]) => {
  const sink = createSink()
  for (const word of words) sink.add('words', word)
  return lessonPlaces(sink.vector())
}

test('what was reported as unwanted counts against the next one like it, more with each report', () => {
  const teaching = noTeaching()
  const next = vector('cheap', 'lamps', 'today')
  const points = [0, 1, 2, 3, 4].map(() => {
    const now = taughtPoints(teaching, next)
    teach(teaching, vector('cheap', 'lamps', 'now'), 'unwanted')
    return now
  })
  expect(points[0]).toBe(0)
  expect(points).toEqual(points.toSorted((a, b) => a - b))
  expect(points[4]).toBeGreaterThan(0)
  expect(taughtPoints(teaching, vector('minutes', 'of', 'the', 'meeting'))).toBe(0)
})

test('what was reported as wanted counts for it', () => {
  const teaching = noTeaching()
  for (let n = 0; n < 10; n++) teach(teaching, vector('weekly', 'offer', `issue ${n}`), 'wanted')
  expect(taughtPoints(teaching, vector('weekly', 'offer'))).toBeLessThan(0)
})

const words = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 })
const lessons = fc.array(fc.tuple(words, fc.constantFrom('wanted' as const, 'unwanted' as const)), { maxLength: 12 })

test('untaught in any order, it is as if it had never been taught', () => {
  fc.assert(
    fc.property(lessons, lessons, fc.infiniteStream(fc.nat()), (kept, undone, order) => {
      const teaching = noTeaching()
      for (const [text, lesson] of [...kept, ...undone]) teach(teaching, vector(...text), lesson)
      const shuffled = undone.map((one) => ({ one, key: order.next().value ?? 0 })).toSorted((a, b) => a.key - b.key)
      for (const { one } of shuffled) teach(teaching, vector(...one[0]), one[1], -1)
      const never = noTeaching()
      for (const [text, lesson] of kept) teach(never, vector(...text), lesson)
      expect({ ...teaching, counts: [...teaching.counts].sort(([a], [b]) => a - b) }).toEqual({
        ...never,
        counts: [...never.counts].sort(([a], [b]) => a - b),
      })
    }),
  )
})

test('no number of lessons decides alone: 4 points at most', () => {
  const teaching = noTeaching()
  const text = Array.from({ length: 100 }, (_, n) => `w${n}`)
  for (let n = 0; n < 500; n++) teach(teaching, vector(...text), 'unwanted')
  expect(taughtPoints(teaching, vector(...text))).toBe(4)
})
