import { expect, test } from 'vitest'
import { keepRunning, type Runnable } from './keep-running.ts'

type Fake = Runnable & { end(code: number): void; stops: number }

function fake(): Fake {
  let end: (code: number) => void = () => {}
  const exited = new Promise<number>((resolve) => (end = resolve))
  const one: Fake = {
    exited,
    stops: 0,
    end: (code) => end(code),
    stop: () => {
      one.stops += 1
      end(0)
      return exited
    },
  }
  return one
}

const QUICK = { waitsMs: [1, 2, 3], soundAfterMs: 60_000 }

test('what ends is started again, and told with its code and the wait', async () => {
  const [first, second] = [fake(), fake()]
  const told: unknown[] = []
  const kept = keepRunning({
    first,
    again: async () => second,
    onEnd: ({ code, ran }, waitMs) => void told.push([code, ran, waitMs]),
    onBack: (one) => void told.push(one === second),
    timing: QUICK,
  })
  first.end(137)
  await expect.poll(() => told).toEqual([[137, true, 1], true])
  expect(await kept.stop()).toBe(0)
  expect([first.stops, second.stops]).toEqual([0, 1])
})

test('one that keeps ending is given up with its last code, after waits that grow', async () => {
  const waits: number[] = []
  const starts: Fake[] = []
  const first = fake()
  const kept = keepRunning({
    first,
    again: async () => {
      const one = fake()
      starts.push(one)
      one.end(20 + starts.length)
      return one
    },
    onEnd: (_, waitMs) => void waits.push(waitMs),
    timing: QUICK,
  })
  first.end(9)
  expect(await kept.gaveUp).toEqual({ code: 23, ran: true })
  expect([waits, starts.length]).toEqual([[1, 2, 3], 3])
})

test('a start that fails counts as an end of something that never ran: nothing of it needs to be cleaned', async () => {
  const first = fake()
  const kept = keepRunning({ first, again: () => Promise.reject(new Error('no')), timing: QUICK })
  first.end(9)
  expect(await kept.gaveUp).toEqual({ code: 1, ran: false })
})

test('one that ran for long falls for the first time again, however often it fell before', async () => {
  const first = fake()
  const waits: number[] = []
  const kept = keepRunning({
    first,
    again: async () => {
      const one = fake()
      setTimeout(() => one.end(1), 5)
      return one
    },
    onEnd: (_, waitMs) => void waits.push(waitMs),
    timing: { waitsMs: [1, 2], soundAfterMs: 2 },
  })
  await new Promise((resolve) => setTimeout(resolve, 5))
  first.end(1)
  await expect.poll(() => waits.length).toBeGreaterThan(4)
  expect(new Set(waits)).toEqual(new Set([1]))
  await kept.stop()
})

test('a stop during a start that it ends is no failure', async () => {
  const first = fake()
  const again = (signal: AbortSignal) =>
    new Promise<Fake>((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended while it started'))))
  const kept = keepRunning({ first, again, timing: QUICK })
  first.end(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await kept.stop()).toBe(0)
})

test('a stop during the wait starts nothing, and one during a start ends what comes of it', async () => {
  const [first, late] = [fake(), fake()]
  let asked = 0
  const waiting = keepRunning({ first, again: async () => (asked++, late), timing: { waitsMs: [60_000], soundAfterMs: 60_000 } })
  first.end(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([await waiting.stop(), asked]).toEqual([0, 0])

  const other = fake()
  let begun: (one: Fake) => void = () => {}
  const starting = keepRunning({ first: other, again: () => new Promise<Fake>((resolve) => (begun = resolve)), timing: QUICK })
  other.end(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  const stopped = starting.stop()
  begun(late)
  expect([await stopped, late.stops]).toEqual([0, 1])
})

test('an end that needs a person is not tried again', async () => {
  const first = fake()
  const kept = keepRunning({ first, again: async () => fake(), isFinal: (code) => code === 77, timing: QUICK })
  first.end(77)
  expect(await kept.gaveUp).toEqual({ code: 77, ran: true })
})
