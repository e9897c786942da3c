import { createHash } from 'node:crypto'
import type { Continuity, Drill, RecoveryPlan } from '@mainstay/contract/continuity'
import { type Id, newId } from '@mainstay/kernel'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { oneClient } from '../../platform/database/index.ts'
import { dana, manager, reader, startScene, user } from './test/scene.ts'

const TUESDAY = new Date('2026-11-24T09:00:00Z')
let scene: Awaited<ReturnType<typeof startScene>>
let acme: Id

beforeAll(async () => {
  scene = await startScene(TUESDAY)
})
afterAll(() => scene.close())
beforeEach(async () => {
  scene.clock.set(TUESDAY)
  scene.facts.length = 0
  scene.tests.length = 0
  acme = await scene.newClient('Acme')
  await scene.newDevice(acme, 'SRV-1')
})

const seenBy = async (actor: ReturnType<typeof manager>) =>
  (await scene.done<{ clients: Continuity[] }>(actor, 'GET', '/api/portal/continuity')).clients[0]
const inForce = async (): Promise<RecoveryPlan> => {
  const plan = await scene.presented(acme)
  await scene.answer(manager(acme), plan)
  return plan
}
const newDrill = (kind: string, plannedOn: string) =>
  scene.done<Drill>(dana, 'POST', `/api/clients/${acme}/continuity/drills`, { kind, plannedOn, who: 'Dana Lee and Carol' })

test('a draft has the systems and people of the records, is edited by who has read it, and no client sees it', async () => {
  const url = `/api/clients/${acme}/continuity/plans`
  const draft = await scene.done(dana, 'POST', url)
  expect([draft.version, draft.state, draft.content.systems[0]?.name, draft.content.people[0]?.email]).toEqual([
    1,
    'draft',
    'SRV-1',
    'dana@msp.example',
  ])
  expect(draft.facts[0]).toMatchObject({ achieved: { rtoLastSeconds: 61, rtoWorstSeconds: null } })
  expect((await scene.ask(dana, 'POST', url)).code).toBe('continuity.draft-exists')
  expect((await scene.ask(reader, 'POST', url)).status).toBe(403)
  expect((await seenBy(manager(acme)))?.working).toBeNull()
  expect((await scene.ask(manager(acme), 'GET', `/api/continuity/plans/${draft.id}/paper`)).status).toBe(404)
  const one = `/api/continuity/plans/${draft.id}`
  expect((await scene.ask(dana, 'POST', `${one}/present`, { revision: 1 })).body).toMatchObject({
    code: 'continuity.incomplete',
    title: 'The plan cannot be put to the client yet: It is not said when the plan begins, and who says so.',
  })
  await scene.done(dana, 'PUT', one, { content: scene.written(draft.content), revision: 1 })
  expect((await scene.ask(dana, 'PUT', one, { content: draft.content, revision: 1 })).code).toBe('continuity.changed')
  const foreign = await scene.newDevice(await scene.newClient('Other'), 'theirs')
  const stolen = draft.content.systems.map((system) => ({ ...system, deviceId: foreign.deviceId }))
  expect((await scene.ask(dana, 'PUT', one, { content: { ...draft.content, systems: stolen }, revision: 2 })).status).toBe(404)
  await scene.done(dana, 'DELETE', one)
  expect((await scene.ask(dana, 'GET', one)).status).toBe(404)
})

test('what was put to the client is frozen with the records under its hash; neither we nor the database edit it', async () => {
  const { id, presented, revision } = await scene.presented(acme)
  const [row] = await scene.db.superuser('select frozen from continuity_plan where id = $1', [id])
  expect(createHash('sha256').update(String(row?.['frozen'])).digest('hex')).toBe(presented?.sha256)
  expect(JSON.parse(String(row?.['frozen']))).toMatchObject({ id, presentedBy: 'Dana Lee', facts: [{ hostname: 'SRV-1' }] })
  const url = `/api/continuity/plans/${id}`
  expect((await scene.ask(dana, 'DELETE', url)).code).toBe('continuity.frozen')
  expect((await scene.ask(dana, 'POST', `${url}/present`, { revision })).code).toBe('continuity.frozen')
  const write = (text: string) => scene.db.database.transaction(oneClient(acme), (tx) => sql.raw(text).execute(tx))
  await expect(write(`update continuity_plan set content = '{}' where id = '${id}'`)).rejects.toThrow(/stay as they are/)
  await scene.answer(manager(acme), await scene.done(dana, 'GET', url))
  await expect(scene.db.superuser("update continuity_answer set answer = 'returned'")).rejects.toThrow(/stay as they are/)
})

test('a manager approves what they read, once, and it says who, when and how they were identified', async () => {
  const plan = await scene.presented(acme)
  expect((await scene.answer(user(acme), plan)).code).toBe('platform.forbidden')
  expect((await scene.answer(dana, plan)).code).toBe('continuity.for-managers')
  expect((await scene.answer({ ...manager(acme), kind: 'token' }, plan)).code).toBe('continuity.for-managers')
  expect((await scene.answer(manager(await scene.newClient('Other')), plan)).code).toBe('platform.not-found')
  expect((await scene.answer(manager(acme), plan, { sha256: 'ab'.repeat(32) })).code).toBe('continuity.other-text')
  expect((await scene.answer(manager(acme), plan, { answer: 'returned' })).code).toBe('continuity.reason-missing')
  const all = await Promise.all([0, 1, 2].map((n) => scene.answer(manager(acme, `M ${n}`), plan)))
  expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409])
  const { answer } = await scene.done(dana, 'GET', `/api/continuity/plans/${plan.id}`)
  expect(answer).toMatchObject({ answer: 'approved', identified: expect.stringMatching(/second step$/), at: TUESDAY.toISOString() })
})

test('the next version takes the place of the one in force only when it is approved; a newer one ends what waits', async () => {
  const first = await inForce()
  const second = await scene.presented(acme)
  expect(await scene.whole(acme)).toMatchObject({
    inForce: { id: first.id, state: 'approved' },
    working: { id: second.id, state: 'waiting' },
  })
  await scene.answer(manager(acme), second, { answer: 'returned', words: 'Uwe has left.' })
  expect((await seenBy(manager(acme)))?.working).toMatchObject({ state: 'returned', answer: { words: 'Uwe has left.' } })
  const third = await scene.presented(acme)
  await scene.presented(acme)
  expect((await scene.answer(manager(acme), third)).code).toBe('continuity.replaced')
  const { versions, working } = await scene.whole(acme)
  await scene.answer(manager(acme), working ?? third)
  expect(versions.map(({ version, state }) => [version, state])).toEqual([
    [4, 'waiting'],
    [3, 'replaced'],
    [2, 'returned'],
    [1, 'approved'],
  ])
  expect((await scene.whole(acme)).versions.map(({ state }) => state)).toEqual(['approved', 'replaced', 'replaced', 'replaced'])
})

test('what changed in the records since the approval is told to both sides', async () => {
  await inForce()
  expect((await scene.whole(acme)).drift).toEqual([])
  await scene.newDevice(acme, 'SRV-2')
  expect((await seenBy(manager(acme)))?.drift.map(({ text }) => text)).toEqual(['SRV-2 was added and is in no plan.'])
})

test('a drill taken from the night’s tests has their times, and nobody edits it', async () => {
  const early = await newDrill('full', '2026-11-24')
  const night = { kind: 'proofs', from: '2026-11-24T00:00:00.000Z', to: '2026-11-24T06:00:00.000Z' }
  const record = (by: object, heldOn = '2026-11-24') =>
    scene.ask(dana, 'POST', `/api/continuity/drills/${early.id}/record`, { heldOn, story: 'The night of 24 November.', by })
  expect((await record(night)).code).toBe('continuity.no-plan')
  await inForce()
  const [system] = scene.facts
  if (system === undefined) throw new Error('one system')
  scene.tests.push({
    id: newId(),
    deviceId: system.deviceId,
    at: new Date('2026-11-24T02:00:00Z'),
    verdict: 'passed',
    level: 'L4',
    rtoSeconds: 61,
    rpoSeconds: 3600,
  })
  expect((await record({ ...night, to: '2026-11-24T09:00:00.001Z' })).code).toBe('continuity.drill-time')
  expect((await record({ ...night, from: '2026-11-22T05:59:59.999Z' })).code).toBe('continuity.drill-time')
  expect((await record(night, '2026-11-25')).code).toBe('continuity.drill-day')
  expect((await record(night)).body).toMatchObject({
    state: 'held',
    held: { outcome: 'passed', planVersion: 1, results: [{ name: 'SRV-1', verdict: 'passed', seconds: 61, proof: { level: 'L4' } }] },
  })
  expect((await record(night)).code).toBe('continuity.drill-over')
  expect((await scene.whole(acme)).proof).toMatchObject({ provenOn: '2026-11-24', provenBy: 'full' })
  await expect(scene.db.superuser("update continuity_drill set outcome = 'passed'")).rejects.toThrow(/stay as they are/)
})

test('people do not call a drill passed in which a system did not come back', async () => {
  const { id } = await newDrill('partial', '2026-11-24')
  const result = { deviceId: null, name: 'SRV-1', verdict: 'failed', seconds: null, dataAgeSeconds: null, note: 'No boot loader.' }
  const record = (outcome: string) =>
    scene.ask(dana, 'POST', `/api/continuity/drills/${id}/record`, {
      heldOn: '2026-11-24',
      story: 'Tried.',
      by: { kind: 'people', outcome, results: [result] },
    })
  expect((await record('passed')).code).toBe('continuity.drill-outcome')
  expect((await record('failed')).body).toMatchObject({ held: { outcome: 'failed' } })
  expect((await scene.whole(acme)).proof.provenOn).toBeNull()
})

test('a drill that nobody held is an alert, until it is held; the report says it', async () => {
  await inForce()
  const conditions = () =>
    scene.db.superuser("select rule, subject, state, summary from monitoring_condition where client_id = $1 and owner = 'continuity'", [
      acme,
    ])
  const watch = scene.slice.watchDrills
  await watch()
  expect(await conditions()).toEqual([])
  scene.clock.set(new Date('2027-11-25T09:00:00Z'))
  await watch()
  expect(await conditions()).toEqual([
    {
      rule: 'continuity.drill-overdue',
      subject: 'full',
      state: 'warning',
      summary: 'The full drill of Acme has been due since 2027-11-24.',
    },
    {
      rule: 'continuity.drill-overdue',
      subject: 'tabletop',
      state: 'warning',
      summary: 'The tabletop drill of Acme has been due since 2027-11-24.',
    },
  ])
  expect(await scene.slice.reportSection(acme, scene.clock.now())).toMatchObject({
    tone: 'attention',
    sentence: expect.stringContaining('never proven by a drill. Overdue: full drill, due since 2027-11-24'),
  })
  for (const kind of ['full', 'tabletop']) {
    const { id } = await newDrill(kind, '2027-11-25')
    const url = `/api/continuity/drills/${id}/record`
    const said = { heldOn: '2027-11-25', story: 'Held.' }
    const by = { kind: 'people', outcome: 'passed', results: [] as object[] }
    // At a table nothing is brought back; a full drill in which nothing was is no proof.
    if (kind === 'full') {
      expect((await scene.ask(dana, 'POST', url, { ...said, by })).code).toBe('continuity.drill-outcome')
      by.results.push({ deviceId: null, name: 'SRV-1', verdict: 'passed', seconds: 60, dataAgeSeconds: null, note: '' })
    }
    await scene.done<Drill>(dana, 'POST', url, { ...said, by })
  }
  await watch()
  expect(await conditions()).toEqual([])
  expect(await scene.slice.reportSection(acme, scene.clock.now())).toMatchObject({ tone: 'good' })
})

test('a plan that waits for the client waits on while the next draft is written', async () => {
  const plan = await scene.presented(acme)
  await scene.done(dana, 'POST', `/api/clients/${acme}/continuity/plans`)
  const seen = await seenBy(manager(acme))
  expect([seen?.working?.id, seen?.working?.state, seen?.versions.map(({ version }) => version)]).toEqual([plan.id, 'waiting', [1]])
  expect(await scene.slice.reportSection(acme, scene.clock.now())).toMatchObject({
    sentence: expect.stringContaining('waits for your approval'),
  })
  await scene.answer(manager(acme), plan)
  expect((await seenBy(manager(acme)))?.inForce?.id).toBe(plan.id)
})

test('both sides get the plan as a PDF', async () => {
  const { id } = await inForce()
  for (const actor of [dana, manager(acme)]) {
    const { status, raw } = await scene.ask(actor, 'GET', `/api/continuity/plans/${id}/paper`)
    expect([status, raw.subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
  }
  expect((await scene.ask(user(acme), 'GET', `/api/continuity/plans/${id}/paper`)).status).toBe(403)
})
