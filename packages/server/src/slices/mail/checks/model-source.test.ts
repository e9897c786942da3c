import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../../../platform/log/index.ts'
import { encodeModel, type MailModel, priorModel, type ScoringContext } from '../scoring/index.ts'
import { createModelSource } from './model-source.ts'
import { createScorePool } from './score-pool.ts'

const trained: MailModel = { ...priorModel(), origin: 'trained', offset: 40, trainedOn: { ham: 7, spam: 8, phish: 9 } }
let folder: string
let file: string
let time = 0
let errors: unknown[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-model-'))
  file = join(folder, 'scorer.model')
  errors = []
})
afterEach(() => rmSync(folder, { recursive: true }))

function source() {
  const log = { ...silentLog(), info: () => {}, error: (fields: unknown) => errors.push(fields) }
  return createModelSource({ file, now: () => time, log: log as unknown as ReturnType<typeof silentLog> })
}

function put(bytes: Uint8Array): void {
  writeFileSync(`${file}.tmp`, bytes)
  renameSync(`${file}.tmp`, file)
  time += 10_000
}

test('the prior scores until there is a trained model, which is taken up without a restart, and again when it is gone', async () => {
  const models = source()
  expect((await models.current()).origin).toBe('prior')
  put(encodeModel(trained))
  const first = await models.current()
  expect(first).toMatchObject({ origin: 'trained', trainedOn: trained.trainedOn })
  expect(await models.current()).toBe(first)
  rmSync(file)
  time += 10_000
  expect((await models.current()).origin).toBe('prior')
  expect(errors).toEqual([])
})

test('a file that is no model is named once, and the model before it goes on', async () => {
  put(Buffer.from('this is no model'))
  const models = source()
  expect((await models.current()).origin).toBe('prior')
  time += 10_000
  await models.current()
  expect(errors).toEqual([{ file, detail: expect.stringContaining('is not a model of the mail scorer') }])
  put(encodeModel(trained))
  expect((await models.current()).origin).toBe('trained')
  put(encodeModel(trained).subarray(0, 1000))
  expect((await models.current()).origin).toBe('trained')
  expect(errors).toHaveLength(2)
})

test('threads score with the new model from the next message on, and share its weights', async () => {
  const models = source()
  const pool = createScorePool({ size: 1, budgetMs: 20_000, model: models.current })
  const context: ScoringContext = { envelope: { mailFrom: null, recipients: [], remoteAddress: null, helo: null }, now: new Date(0) }
  const verdict = async () =>
    (await pool.score(Buffer.from('From: a@b.example\r\n\r\nLunch?\r\n'), context, AbortSignal.timeout(20_000))).verdict
  try {
    expect(await verdict()).not.toBe('reject')
    put(encodeModel(trained))
    expect(await verdict()).toBe('reject')
    expect((await models.current()).spam?.weights.buffer).toBeInstanceOf(SharedArrayBuffer)
  } finally {
    await pool.stop()
  }
})
