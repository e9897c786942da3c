import { systemClock } from '@mainstay/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBuiltInScorer } from './checks/built-in-scorer.ts'
import { priorModel } from './scoring/index.ts'
import { openScene, type Scene, technician } from './test/scene.ts'
import { openSink, type Sink } from './test/sink.ts'
import { sendMail } from './test/smtp-client.ts'

let scene: Scene
let sink: Sink
let clientId: string
const prior = priorModel()
const builtIn = createBuiltInScorer(systemClock, { current: async () => prior })

beforeAll(async () => {
  // Holds everything, for the reasons that the built-in scorer has.
  scene = await openScene({
    scorer: { score: async (raw, context, signal) => ({ ...(await builtIn.score(raw, context, signal)), verdict: 'quarantine' }) },
  })
  sink = await openSink()
  clientId = await scene.domain('acme.example', [{ port: sink.port }])
})
afterAll(async () => {
  await scene.close()
  await sink.close()
})

const TEXT =
  'ORDER NOW!!! Our catalogue of brass lamps for hotels and restaurants came out. FREE samples, 100 % GUARANTEED! Click here to order before winter!'
let sent = 0
async function arrive(): Promise<{ key: { clientId: string; receivedAt: Date; id: string }; taught: number }> {
  const subject = `lamps ${++sent}`
  const content = `From: Lamps <news@lamps.example>\r\nTo: bob@acme.example\r\nSubject: ${subject}\r\n\r\n${TEXT}\r\n`
  expect(await sendMail(scene.port(), { from: 'news@lamps.example', to: 'bob@acme.example', content })).toMatch(/^250/)
  const row = (await scene.rows()).find((one) => one['subject'] === subject)
  const reasons = row?.['reasons'] as { id: string; weight: number }[]
  const key = { clientId, receivedAt: row?.['received_at'] as Date, id: String(row?.['id']) }
  return { key, taught: reasons.find(({ id }) => id === 'taught')?.weight ?? 0 }
}

test('what is released speaks for the next one like it, what is blocked against it; taken back, it is as if it had not been said', async () => {
  const first = await arrive()
  expect(first.taught).toBe(0)
  await scene.mail.kept.release(technician, first.key, { reason: 'Bob ordered it', allowSender: false })
  const second = await arrive()
  expect(second.taught).toBeLessThan(0)

  await scene.until((rows) => rows.some(({ id, state }) => id === first.key.id && state === 'delivered'))
  await scene.mail.kept.teach(technician, first.key, null)
  expect((await arrive()).taught).toBe(0)

  await scene.mail.kept.block(technician, second.key, { denySender: false })
  const third = await arrive()
  expect(third.taught).toBeGreaterThan(0)
  // It was a mistake to call it spam: it says the opposite now, though it was blocked.
  await scene.mail.kept.teach(technician, second.key, 'wanted')
  expect((await arrive()).taught).toBeLessThan(0)
})

test('what was said is shown in the trace and written down with who said it', async () => {
  const { key } = await arrive()
  await scene.mail.kept.teach(technician, key, 'unwanted')
  const { deliveries } = await scene.mail.kept.trace(technician, clientId, { subject: `lamps ${sent}`, page: 1, pageSize: 10 })
  expect(deliveries.map(({ lesson, state }) => [lesson, state])).toEqual([['unwanted', 'quarantined']])
  const audit = await scene.db.superuser("select actor_name, data from audit_entry where action = 'mail.taught' order by at desc limit 1")
  expect(audit).toMatchObject([{ actor_name: 'Tess', data: { lesson: 'unwanted', recipient: 'bob@acme.example' } }])
})

test('what is gone and never taught anything teaches nothing, and nobody teaches for another client', async () => {
  const { key } = await arrive()
  await scene.db.superuser("update mail_delivery set state = 'removed' where id = $1", [key.id])
  await expect(scene.mail.kept.teach(technician, key, 'wanted')).rejects.toThrow('no longer kept')
  const other = await scene.domain('other.example', [{ port: sink.port }])
  await expect(scene.mail.kept.teach(technician, { ...key, clientId: other }, 'wanted')).rejects.toThrow('no message')
  await expect(scene.mail.kept.teach({ ...technician, permissions: new Set(['mail.read']) }, key, 'wanted')).rejects.toThrow('mail.write')
})

test('known malware teaches nothing, whoever lets it through', async () => {
  const { key } = await arrive()
  await scene.db.superuser(`update mail_delivery set reasons = '[{"id":"malware.known","weight":100,"text":"known"}]' where id = $1`, [
    key.id,
  ])
  await scene.mail.kept.release(technician, key, { reason: 'the laboratory asked', allowSender: false })
  expect(await scene.db.superuser('select 1 from mail_lesson where delivery_id = $1', [key.id])).toEqual([])
})

test('the trace is searched by sender, recipient or subject alone, and by the model’s reasons together', async () => {
  const find = async (query: object) =>
    (await scene.mail.kept.trace(technician, clientId, { page: 1, pageSize: 100, ...query })).deliveries.length
  expect(await find({ sender: 'lamps' })).toBe(sent)
  expect(await find({ recipient: 'lamps' })).toBe(0)
  expect(await find({ subject: 'news@lamps.example' })).toBe(0)
  expect(await find({ recipient: 'bob@acme', subject: 'lamps 1' })).toBeGreaterThan(0)
  // Of one the reasons were replaced above.
  expect(await find({ verdict: 'quarantine', reason: 'model.' })).toBe(sent - 1)
  expect(await find({ verdict: 'deliver' })).toBe(0)
})
