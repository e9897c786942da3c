import { afterEach, expect, test } from 'vitest'
import { type MailModel, priorModel, type ScoringContext } from '../scoring/index.ts'
import { createScorePool, type ScorePool } from './score-pool.ts'

const context: ScoringContext = { envelope: { mailFrom: null, recipients: [], remoteAddress: null, helo: null }, now: new Date(0) }
const program = new URL('../test/stuck-worker.ts', import.meta.url)
const prior = priorModel()
const model = async (): Promise<MailModel> => prior
let pool: ScorePool

afterEach(() => pool.stop())

const score = (text: string, ms = 20_000) => pool.score(Buffer.from(text), context, AbortSignal.timeout(ms))

test('the real thread scores as the scorer does, and gives back what may be taught', async () => {
  pool = createScorePool({ size: 1, budgetMs: 20_000, model })
  const answer = await score('From: a@b.example\r\nSubject: plan\r\n\r\nShall we meet on Friday about the plan?\r\n')
  expect(answer.verdict).toBe('deliver')
  expect(answer.reasons.map(({ id }) => id)).toContain('model.start')
  expect(answer.places.length).toBeGreaterThan(10)
})

test('a message that hangs loses its thread when its time is over, and those behind it are scored', async () => {
  pool = createScorePool({ size: 1, budgetMs: 500, model, program })
  const started = performance.now()
  const [stuck, next] = await Promise.allSettled([score('hang'), score('next')])
  expect(stuck).toMatchObject({ status: 'rejected', reason: new Error('scoring took more than 500 ms') })
  expect(next).toMatchObject({ status: 'fulfilled', value: { score: 4 } })
  expect(performance.now() - started).toBeLessThan(10_000)
})

test('a thread that breaks, or runs out of memory, takes only its own message with it', async () => {
  pool = createScorePool({ size: 1, budgetMs: 60_000, model, program })
  await expect(score('error')).rejects.toThrow('broke on this message')
  await expect(score('memory', 60_000)).rejects.toThrow(/memory/)
  expect((await score('fine')).score).toBe(4)
})

test('who waited too long for a turn is told so, and takes nobody’s', async () => {
  pool = createScorePool({ size: 1, budgetMs: 600, model, program })
  const results = await Promise.allSettled([score('hang'), score('late', 100), score('fine')])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
})

test('two threads score at the same time', async () => {
  pool = createScorePool({ size: 2, budgetMs: 3000, model, program })
  const hanging = score('hang').catch(() => 'over')
  expect((await score('fine')).score).toBe(4)
  await pool.stop()
  expect(await hanging).toBe('over')
})
