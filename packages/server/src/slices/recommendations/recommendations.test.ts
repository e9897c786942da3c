import { createHash } from 'node:crypto'
import type { PortalDecision, Recommendation, Standing } from '@mainstay/contract/recommendations'
import { type Id, newId } from '@mainstay/kernel'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { oneClient } from '../../platform/database/index.ts'
import { CONTENT, dana, manager, type Scene, startScene, TUESDAY, user } from './test/scene.ts'

let scene: Scene
let acme: Id
const DAY = 86_400_000

beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene.close())
beforeEach(async () => {
  scene.clock.set(TUESDAY)
  scene.managers.length = 0
  scene.systems.length = 0
  acme = await scene.newClient('Acme')
})

const listOf = async (actor: ReturnType<typeof manager>) =>
  (await scene.done<{ decisions: PortalDecision[] }>(actor, 'GET', '/api/portal/decisions')).decisions
const one = (id: Id) => scene.done<Recommendation>(dana, 'GET', `/api/recommendations/${id}`)

test('a draft is edited by who has read it, and no client sees it', async () => {
  const draft = await scene.drafted(acme)
  const url = `/api/recommendations/${draft.id}`
  const edited = await scene.done<Recommendation>(dana, 'PUT', url, { content: { ...CONTENT, title: 'Shorter' }, revision: 1 })
  expect([edited.content.title, edited.revision, edited.state]).toEqual(['Shorter', 2, 'draft'])
  expect((await scene.ask(dana, 'PUT', url, { content: CONTENT, revision: 1 })).code).toBe('recommendations.changed')
  expect(await listOf(manager(acme))).toEqual([])
  expect((await scene.ask(manager(acme), 'GET', `/api/portal/decisions/${draft.id}`)).status).toBe(404)
  await scene.done(dana, 'DELETE', url)
  expect((await scene.ask(dana, 'GET', url)).status).toBe(404)
})

test('prices that are negative, not whole, or without options are refused', async () => {
  const [option] = CONTENT.options
  for (const content of [
    { ...CONTENT, options: [] },
    { ...CONTENT, options: [{ ...option, onceMinor: -1 }] },
    { ...CONTENT, options: [{ ...option, monthlyMinor: 10.5 }] },
    { ...CONTENT, options: [{ ...option, currency: 'EUR' }] },
    { ...CONTENT, currency: 'dollars' },
    { ...CONTENT, answerBy: 'soon' },
  ])
    expect((await scene.ask(dana, 'POST', `/api/clients/${acme}/recommendations`, { content })).code).toBe('platform.invalid-input')
})

test('what was put to the client is frozen under its hash; neither we nor the database edit it', async () => {
  const { id, presented, revision } = await scene.presented(acme)
  const [row] = await scene.db.superuser('select frozen, sha256 from recommendations_recommendation where id = $1', [id])
  expect(createHash('sha256').update(String(row?.['frozen'])).digest('hex')).toBe(presented?.sha256)
  expect(JSON.parse(String(row?.['frozen']))).toMatchObject({ id, presentedBy: 'Dana Lee', content: CONTENT })
  expect((await scene.ask(dana, 'PUT', `/api/recommendations/${id}`, { content: CONTENT, revision })).code).toBe('recommendations.frozen')
  expect((await scene.ask(dana, 'DELETE', `/api/recommendations/${id}`)).code).toBe('recommendations.frozen')
  expect((await scene.ask(dana, 'POST', `/api/recommendations/${id}/present`, { revision })).code).toBe('recommendations.frozen')
  const write = (text: string) => scene.db.database.transaction(oneClient(acme), (tx) => sql.raw(text).execute(tx))
  await expect(write(`update recommendations_recommendation set content = '{}' where id = '${id}'`)).rejects.toThrow(/stays as it is/)
  await expect(write(`delete from recommendations_recommendation where id = '${id}'`)).rejects.toThrow(/stays as it is/)
  await expect(scene.db.superuser('update recommendations_recommendation set sha256 = sha256 where id = $1', [id])).rejects.toThrow(
    /stays as it is/,
  )
})

test('a manager accepts an option, once, and it says who, when and how they were identified', async () => {
  const to = await scene.presented(acme)
  const carol = manager(acme)
  const answered = await scene.answer(carol, to, { option: 1, words: 'Gladly.' })
  expect(answered.body).toMatchObject({
    state: 'accepted',
    decision: {
      option: 1,
      words: 'Gladly.',
      by: 'Carol Manager',
      identified: 'carol@acme.example, who signs in with a second step',
      at: TUESDAY.toISOString(),
      reviewOn: null,
    },
  })
  expect((await scene.answer(carol, to, { answer: 'declined' })).code).toBe('recommendations.decided')
  await expect(scene.db.superuser("update recommendations_decision set answer = 'declined'")).rejects.toThrow(/stays as it is/)
  await expect(scene.db.superuser('delete from recommendations_decision')).rejects.toThrow(/stays as it is/)
  const [audit] = await scene.db.superuser(
    "select data, actor_name from audit_entry where subject = $1 and action = 'recommendations.answered'",
    [to.id],
  )
  expect(audit).toMatchObject({ actor_name: 'Carol Manager', data: { answer: 'accepted', option: 1 } })
})

test('of many who answer at once one does', async () => {
  const to = await scene.presented(acme)
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => scene.answer(manager(acme, `M ${n}`), to, { option: n % 2 })))
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409, 409, 409, 409, 409, 409])
})

test('nobody else answers: not the firm’s other people, not another firm’s manager, not the provider', async () => {
  const to = await scene.presented(acme)
  expect((await scene.answer(user(acme), to, { option: 0 })).code).toBe('platform.forbidden')
  expect((await scene.answer(manager(await scene.newClient('Other')), to, { option: 0 })).code).toBe('platform.not-found')
  expect((await scene.answer(dana, to, { option: 0 })).code).toBe('recommendations.for-managers')
  expect((await scene.answer({ ...manager(acme), kind: 'token' }, to, { option: 0 })).code).toBe('recommendations.for-managers')
  expect((await one(to.id)).state).toBe('waiting')
})

test('a link is good for its person, for its decision, for one answer, for thirty days', async () => {
  const [carol, carl] = [manager(acme), manager(acme, 'Carl Manager')]
  scene.managers.push({ id: carol.id, name: carol.name })
  const to = await scene.presented(acme)
  const make = async (id: Id) =>
    new URL((await scene.done<{ path: string }>(dana, 'POST', `/api/recommendations/${id}/links`, { personId: carol.id })).path, 'http://x')
  const link = (await make(to.id)).searchParams.get('link') ?? ''
  const open = (actor: ReturnType<typeof manager>, id: Id, text = link) =>
    scene.ask(actor, 'GET', `/api/portal/decisions/${id}?link=${text}`)
  expect((await open(carol, to.id)).status).toBe(200)
  expect((await open(carl, to.id)).code).toBe('recommendations.link-of-another')
  expect((await scene.answer(carl, to, { option: 0, link })).code).toBe('recommendations.link-of-another')
  expect((await open(carol, to.id, 'made-up')).code).toBe('recommendations.link-over')
  const other = await scene.presented(acme)
  expect((await open(carol, other.id)).code).toBe('recommendations.link-over')
  expect((await scene.answer(carol, to, { answer: 'declined', link })).body).toMatchObject({
    decision: { identified: 'carol@acme.example, who signs in with a second step; by a link that Dana Lee made for them' },
  })
  // Opened again it shows what was answered.
  expect((await open(carol, to.id)).body).toMatchObject({ state: 'declined', decision: { answer: 'declined' } })
  expect((await scene.answer(carol, to, { option: 0, link })).code).toBe('recommendations.link-used')
  const late = (await make(other.id)).searchParams.get('link') ?? ''
  scene.clock.advance(30 * DAY)
  expect((await scene.answer(carol, other, { option: 0, link: late })).code).toBe('recommendations.link-over')
  expect((await scene.ask(dana, 'POST', `/api/recommendations/${other.id}/links`, { personId: newId() })).code).toBe(
    'recommendations.not-a-manager',
  )
})

test('a new version takes the place of the old one, which is then not answered', async () => {
  const old = await scene.presented(acme)
  await scene.answer(manager(acme), old, { answer: 'declined' })
  const next = await scene.presented(acme, { title: 'Cheaper now' }, { supersedes: old.id })
  expect((await one(old.id)).supersededBy).toBe(next.id)
  expect((await one(old.id)).state).toBe('superseded')
  const waiting = await scene.presented(acme)
  await scene.presented(acme, {}, { supersedes: waiting.id })
  expect((await scene.answer(manager(acme), waiting, { option: 0 })).code).toBe('recommendations.superseded')
  const again = await scene.ask(dana, 'POST', `/api/clients/${acme}/recommendations`, { content: CONTENT, supersedes: old.id })
  expect(again.code).toBe('recommendations.not-replaceable')
  const foreign = await scene.presented(await scene.newClient('Other'))
  const stolen = await scene.ask(dana, 'POST', `/api/clients/${acme}/recommendations`, { content: CONTENT, supersedes: foreign.id })
  expect(stolen.code).toBe('recommendations.not-replaceable')
})

test('the register is whole, however long it is', async () => {
  await scene.presented(acme, { title: 'The first' })
  await scene.db.superuser(
    `insert into recommendations_recommendation
     select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'created_at', r.created_at + interval '1 day'))).*
     from recommendations_recommendation r, generate_series(1, 2000) where r.client_id = $1`,
    [acme],
  )
  const { recommendations: all } = await scene.done<{ recommendations: Recommendation[] }>(
    dana,
    'GET',
    `/api/recommendations?clientId=${acme}`,
  )
  expect([all.length, all.at(-1)?.content.title]).toEqual([2001, 'The first'])
})

test('a declined one comes back on its day; looked at again, on the next', async () => {
  const to = await scene.presented(acme)
  await scene.answer(manager(acme), to, { answer: 'declined', words: 'Not this year.' })
  expect(await one(to.id)).toMatchObject({ state: 'declined', reviewOn: '2027-02-22', reviewDue: false })
  scene.clock.advance(90 * DAY)
  expect((await one(to.id)).reviewDue).toBe(true)
  const review = (nextOn: string) => scene.ask(dana, 'POST', `/api/recommendations/${to.id}/reviews`, { note: 'Spoke with Carol.', nextOn })
  expect((await review('2027-02-22')).code).toBe('recommendations.until-invalid')
  expect((await review('2027-08-01')).body).toMatchObject({ reviewOn: '2027-08-01', reviewDue: false, reviews: [{ by: 'Dana Lee' }] })
  const accepted = await scene.presented(acme, { answerBy: null })
  await scene.answer(manager(acme), accepted, { option: 0 })
  expect((await scene.ask(dana, 'POST', `/api/recommendations/${accepted.id}/reviews`, { note: 'x', nextOn: '2028-01-01' })).code).toBe(
    'recommendations.no-review',
  )
})

test('a decline stands beside what happens later to what it was about, and not beside what happened before', async () => {
  const [server, laptop] = [await scene.newDevice(acme), newId()]
  const to = await scene.presented(acme, { deviceIds: [server] })
  await scene.answer(manager(acme), to, { answer: 'declined' })
  await scene.answer(manager(acme), await scene.presented(acme), { option: 0 })
  const advised = async (deviceId: Id, before: string) => {
    const url = `/api/clients/${acme}/advised?deviceId=${deviceId}&before=${before}`
    return (await scene.done<{ recommendations: Recommendation[] }>(dana, 'GET', url)).recommendations.map(({ id }) => id)
  }
  expect(await advised(server, '2027-01-01T00:00:00Z')).toEqual([to.id])
  expect(await advised(laptop, '2027-01-01T00:00:00Z')).toEqual([])
  expect(await advised(server, '2026-11-24T08:00:00Z')).toEqual([])
})

test('a recommendation is about the client’s own systems: another’s is refused, when it is written and when it is changed', async () => {
  const theirs = await scene.newDevice(await scene.newClient('Other'))
  const own = await scene.newDevice(acme)
  const create = (deviceIds: Id[]) =>
    scene.ask(dana, 'POST', `/api/clients/${acme}/recommendations`, { content: { ...CONTENT, deviceIds } })
  expect((await create([own, theirs])).code).toBe('platform.not-found')
  const { id, revision } = await scene.drafted(acme, { deviceIds: [own] })
  const edit = await scene.ask(dana, 'PUT', `/api/recommendations/${id}`, { content: { ...CONTENT, deviceIds: [theirs] }, revision })
  expect([edit.status, edit.code]).toEqual([404, 'platform.not-found'])
  expect((await one(id)).content.deviceIds).toEqual([own])
})

test('a signed decline about recovery gives the standing declined', async () => {
  scene.systems.push({ deviceId: newId(), hostname: 'srv', standing: 'proven', copied: null })
  const standing = async () => (await scene.done<Standing>(dana, 'GET', `/api/clients/${acme}/standing`)).standing
  expect(await standing()).toBe('not-good')
  await scene.answer(manager(acme), await scene.presented(acme, { area: 'mail' }), { answer: 'declined' })
  expect(await standing()).toBe('not-good')
  await scene.answer(manager(acme), await scene.presented(acme), { answer: 'declined' })
  expect(await standing()).toBe('declined')
})

test('both sides get the receipt as a PDF, and nobody before there is an answer', async () => {
  const to = await scene.presented(acme)
  const url = `/api/recommendations/${to.id}/receipt`
  expect((await scene.ask(dana, 'GET', url)).status).toBe(404)
  const carol = manager(acme)
  await scene.answer(carol, to, { option: 0 })
  for (const actor of [dana, carol]) expect((await scene.ask(actor, 'GET', url)).raw.subarray(0, 5).toString()).toBe('%PDF-')
  expect((await scene.ask(user(acme), 'GET', url)).code).toBe('platform.forbidden')
  expect((await scene.ask(manager(newId()), 'GET', url)).status).toBe(404)
})

test('the report names at most three that wait, recovery first, and what was decided in its month', async () => {
  const month = { from: new Date('2026-11-01T00:00:00Z'), asOf: new Date('2026-12-01T00:00:00Z') }
  expect(await scene.slice.waiting(acme, month)).toBeNull()
  for (const title of ['B', 'C', 'D']) await scene.presented(acme, { title, area: 'equipment', answerBy: null })
  await scene.presented(acme, { title: 'A' })
  const declined = await scene.presented(acme, { title: 'E' })
  await scene.answer(manager(acme), declined, { answer: 'declined' })
  const waiting = await scene.slice.waiting(acme, month)
  expect(waiting?.sentence).toBe('4 decisions wait for you. The 3 most urgent stand here.')
  expect(waiting?.facts.map(({ label }) => label)[0]).toBe('A')
  expect(waiting?.facts[0]).toMatchObject({
    value: 'USD 120.00 once, USD 45.00 a month',
    note: 'accept or decline in the portal by 2026-12-15',
  })
  const decided = await scene.slice.decided(acme, month)
  expect(decided?.rows.map(({ text }) => text)).toEqual(['Declined: E, by Carol Manager; looked at again on 2027-02-22'])
  expect(await scene.slice.decided(acme, { from: month.asOf, asOf: new Date('2027-01-01T00:00:00Z') })).toBeNull()
})
