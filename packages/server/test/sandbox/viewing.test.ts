import { readdirSync } from 'node:fs'
import type { DeviceSandbox, Sandbox, SandboxFolder } from '@mainstay/contract/recovery'
import { newId } from '@mainstay/kernel'
import { ORDERS, SERVER_PASSWORD } from '@mainstay/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectStatus, type InvitedPerson } from '../identity/people.ts'
import { openPlace, type Place } from './viewing-place.ts'
import { openWindow, ticketFor, type WindowClient } from './window-client.ts'

let place: Place
let jo: InvitedPerson
let colleague: InvitedPerson
let stranger: InvitedPerson
let technician: InvitedPerson
let sandbox: Sandbox
const proofId = newId()

beforeAll(async () => {
  place = await openPlace()
  const { device, foreign } = place
  jo = await place.person('client-manager', device)
  colleague = await place.person('client-manager', device)
  stranger = await place.person('client-manager', foreign)
  technician = await place.person('technician', device)
  const result = {
    verdict: 'passed',
    level: 'L3',
    asked: 'L3',
    restorePoint: null,
    levels: [{ level: 'L3', verdict: 'passed', seconds: 9, evidence: 'login:' }],
    reasons: [],
    checks: [],
    rpoSeconds: 1,
    rtoSeconds: 12,
    timings: { open: 1, extract: 2, disk: 1, boot: 9 },
    accelerator: 'tcg',
    screenshot: null,
  }
  await place.at.db.superuser(
    `insert into recovery_proof (client_id, id, device_id, restore_point_id, at, verdict, level, result, expires_at) values ($1, $2, $3, $4, now(), 'passed', 'L3', $5, now() + interval '31 days')`,
    [device.clientId, proofId, device.deviceId, device.restorePointId, JSON.stringify(result)],
  )
}, 60_000)
afterAll(() => place.close())

const urlOf = (deviceId: string) => `/api/devices/${deviceId}/recovery/sandbox`
const ofDevice = async (): Promise<DeviceSandbox> => (await jo.browser.get(urlOf(place.device.deviceId))).json()
/** What somebody is answered who tries to open a window. */
const tried = (by: InvitedPerson, o: Partial<Parameters<typeof openWindow>[2]> & { ticket: string }): Promise<string> =>
  openWindow(place, by.browser, { sandboxId: sandbox.id, window: 'serial', ...o }).then(
    async (window) => {
      await window.close()
      return 'opened'
    },
    (error: Error) => error.message.replace('Unexpected server response: ', ''),
  )

test('a person of the client starts their own server, sees how long it will take, and then until when it runs', async () => {
  expect((await ofDevice()).newest).toBe(null)
  const started = expectStatus(await jo.browser.post(urlOf(place.device.deviceId), {}), 201).json<Sandbox>()
  expect(started).toMatchObject({ state: 'starting', startedBy: 'Person client-manager', endsAt: null })
  await expect.poll(async () => (await ofDevice()).newest?.progress?.remainingSeconds ?? null, { timeout: 20_000 }).toBeGreaterThan(5)
  await expect.poll(async () => (await ofDevice()).newest?.state, { timeout: 40_000 }).toBe('running')
  await expect.poll(async () => (await ofDevice()).newest?.seen?.text, { timeout: 60_000 }).toBe('testserver login:')
  sandbox = (await ofDevice()).newest as Sandbox
  expect(Date.parse(sandbox.endsAt ?? '') - Date.parse(sandbox.runningAt ?? '')).toBe(30 * 60_000)
}, 120_000)

test('a device runs once, and the whole server not beyond its capacity: the refusal says how many and until when', async () => {
  const again = expectStatus(await technician.browser.post(urlOf(place.device.deviceId), {}), 409)
  expect(again.json()).toMatchObject({ code: 'recovery.viewing.already' })
  const full = expectStatus(await stranger.browser.post(urlOf(place.foreign.deviceId), {}), 409)
  expect(full.json()).toMatchObject({ code: 'recovery.viewing.full', data: { running: 1, most: 1, nextEndsAt: sandbox.endsAt } })
  expect(full.body).not.toContain('books')
})

test('who may not is told nothing: another client’s person, a role without the right, nobody else', async () => {
  const user = await place.person('client-user', place.device)
  expectStatus(await user.browser.get(urlOf(place.device.deviceId)), 403)
  for (const url of [urlOf(place.device.deviceId), `/api/sandboxes/${sandbox.id}`, `/api/sandboxes/${sandbox.id}/files`])
    expectStatus(await stranger.browser.get(url), 404)
  for (const url of ['end', 'windows/serial/ticket']) expectStatus(await stranger.browser.post(`/api/sandboxes/${sandbox.id}/${url}`), 404)
  expectStatus(await stranger.browser.post(`/api/sandboxes/${sandbox.id}/statement`, { verdict: 'there', sentence: '' }), 404)
})

test('nobody says what is there without having looked', async () => {
  const answer = await jo.browser.post(`/api/sandboxes/${sandbox.id}/statement`, { verdict: 'there', sentence: '' })
  expect(expectStatus(answer, 409).json()).toMatchObject({ code: 'recovery.viewing.not-looked' })
})

test('a person logs in on the serial console and reads a file of the server', async () => {
  const ticket = await ticketFor(jo.browser, sandbox.id, 'serial')
  const window = await openWindow(place, jo.browser, { sandboxId: sandbox.id, window: 'serial', ticket })
  // What the console showed before is there at once.
  await expect.poll(window.text).toContain('testserver login: ')
  for (const [send, answer] of [
    ['\n', 'login: '],
    ['root\n', 'Password: '],
    [`${SERVER_PASSWORD}\n`, '# '],
    ['cat /srv/data/orders.csv\n', '1,42'],
  ] as const) {
    const before = window.text().length
    window.send(Buffer.from(send))
    await expect.poll(() => window.text().slice(before), { timeout: 20_000 }).toContain(answer)
  }
  await window.close()
}, 60_000)

test('the screen speaks RFB through its window', async () => {
  const ticket = await ticketFor(technician.browser, sandbox.id, 'screen')
  const window = await openWindow(place, technician.browser, { sandboxId: sandbox.id, window: 'screen', ticket })
  await expect.poll(window.text).toMatch(/^RFB 003\.\d{3}\n$/)
  window.send(Buffer.from('RFB 003.008\n'))
  // One kind of security is offered: none, since nobody comes this far without a ticket.
  await expect.poll(() => window.text().slice(12)).toBe('\u0001\u0001')
  await window.close()
})

test('a ticket opens one window, once, soon, for its person and from our pages only', async () => {
  const fresh = (by = jo) => ticketFor(by.browser, sandbox.id, 'serial')
  const used = await fresh()
  const window = await openWindow(place, jo.browser, { sandboxId: sandbox.id, window: 'serial', ticket: used })
  expect(await tried(jo, { ticket: used })).toBe('403')
  await window.close()
  const late = await fresh()
  await place.at.db.superuser("update recovery_sandbox_ticket set expires_at = now() - interval '1 s' where used_at is null")
  expect(await tried(jo, { ticket: late })).toBe('403')
  const ticket = await fresh()
  expect(await tried(jo, { ticket, window: 'screen' })).toBe('403')
  expect(await tried(colleague, { ticket })).toBe('403')
  expect(await tried(stranger, { ticket })).toBe('404')
  expect(await tried(jo, { ticket, sandboxId: newId() })).toBe('404')
  expect(await tried(jo, { ticket, headers: { cookie: '' } })).toBe('401')
  expect(await tried(jo, { ticket, headers: { origin: 'https://evil.example' } })).toBe('403')
  expect(await tried(jo, { ticket, headers: { origin: '' } })).toBe('403')
  expect(await tried(jo, { ticket, headers: { 'sec-websocket-protocol': `ticket.${ticket}` } })).toBe('403')
  expect(await tried(jo, { ticket: 'x'.repeat(43) })).toBe('403')
  // After all that it is still good for the one whom it was made for.
  expect(await tried(jo, { ticket })).toBe('opened')
  // The table knows no ticket, only what one hashes to.
  expect(JSON.stringify(await place.at.db.superuser('select * from recovery_sandbox_ticket'))).not.toContain(ticket)
  expectStatus(await jo.browser.get(`/api/sandboxes/${sandbox.id}/windows/serial`), 400)
})

test('of two who bring one ticket at the same moment, one is late', async () => {
  const ticket = await ticketFor(jo.browser, sandbox.id, 'serial')
  const answers = await Promise.all(Array.from({ length: 4 }, () => tried(jo, { ticket })))
  expect(answers.sort()).toEqual(['403', '403', '403', 'opened'])
})

test('a token opens no window: nobody would sit behind it', async () => {
  const wanted = { name: 'script', scopes: ['recovery.sandbox'], clients: [place.device.clientId], expiresInDays: 1 }
  const { secret } = expectStatus(await technician.browser.post('/api/tokens', wanted), 201).json<{ secret: string }>()
  const headers = { authorization: `Bearer ${secret}` }
  expectStatus(await place.at.app.inject({ method: 'POST', url: `/api/sandboxes/${sandbox.id}/windows/serial/ticket`, headers }), 403)
  const ticket = await ticketFor(jo.browser, sandbox.id, 'serial')
  expect(await tried(jo, { ticket, headers: { ...headers, cookie: '' } })).toBe('403')
})

test.each([
  ['a frame beyond what a person types', Buffer.alloc(65 * 1024), 1009],
  ['text where bytes are spoken', 'hello', 1003],
])('%s ends the window and nothing else', async (_, frame, code) => {
  const ticket = await ticketFor(colleague.browser, sandbox.id, 'serial')
  const window = await openWindow(place, colleague.browser, { sandboxId: sandbox.id, window: 'serial', ticket })
  window.send(frame)
  expect((await window.closed).code).toBe(code)
  expect((await ofDevice()).newest?.state).toBe('running')
})

test('who signs out loses the window', async () => {
  const leaving = await place.person('client-manager', place.device)
  const ticket = await ticketFor(leaving.browser, sandbox.id, 'serial')
  const window = await openWindow(place, leaving.browser, { sandboxId: sandbox.id, window: 'serial', ticket })
  expectStatus(await leaving.browser.post('/api/auth/sign-out'), 204)
  expect(await window.closed).toEqual({ code: 4000, reason: 'You are no longer signed in here.' })
})

test('no more than four windows at once', async () => {
  const windows: WindowClient[] = []
  let answer = ''
  while (answer === '' && windows.length < 6) {
    const ticket = await ticketFor(jo.browser, sandbox.id, 'serial')
    await openWindow(place, jo.browser, { sandboxId: sandbox.id, window: 'serial', ticket }).then(
      (window) => windows.push(window),
      (error: Error) => (answer = error.message),
    )
  }
  for (const window of windows) await window.close()
  expect([answer, windows.length]).toEqual(['Unexpected server response: 409', 4])
})

test('restored files are listed and single ones taken; no path and no link leads out', async () => {
  const list = async (path: string) => jo.browser.get(`/api/sandboxes/${sandbox.id}/files?path=${encodeURIComponent(path)}`)
  const take = async (path: string) => jo.browser.get(`/api/sandboxes/${sandbox.id}/file?path=${encodeURIComponent(path)}`)
  const root = expectStatus(await list(''), 200).json<SandboxFolder>()
  expect(root.entries.map(({ name }) => name)).toEqual(expect.arrayContaining(['etc', 'srv', 'bin']))
  const srv = expectStatus(await list('srv'), 200).json<SandboxFolder>()
  expect(srv.entries.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['data folder', 'out link', 'people link', 'www folder'])
  const orders = expectStatus(await take('srv/data/orders.csv'), 200)
  expect([orders.body, orders.headers['content-disposition'], orders.headers['content-type']]).toEqual([
    ORDERS,
    "attachment; filename*=UTF-8''orders.csv",
    'application/octet-stream',
  ])
  for (const path of ['srv/out', '..', 'srv/../..', '/etc', 'srv/out/ssh', 'srv/data/orders.csv', 'nothing'])
    expectStatus(await list(path), 404)
  for (const path of ['srv/people', 'srv/out/passwd', '../../owner.json', '/etc/passwd', 'srv', 'a\0b', '']) {
    const answer = expectStatus(await take(path), 404)
    expect(answer.body).not.toContain(place.workFolder)
  }
})

test('what a person of the client says is L5 of the proof; what the provider’s people say is kept, and is not', async () => {
  const say = (by: InvitedPerson, body: object) => by.browser.post(`/api/sandboxes/${sandbox.id}/statement`, body)
  expectStatus(await say(jo, { verdict: 'missing', sentence: '  ' }), 400)
  const said = expectStatus(await say(jo, { verdict: 'there', sentence: 'All orders of the 24th' }), 200).json<Sandbox>()
  expect(said.statement).toMatchObject({ verdict: 'there', kind: 'client', identified: `${jo.email}, without a second step` })
  expect(expectStatus(await say(technician, { verdict: 'there', sentence: '' }), 409).json()).toMatchObject({
    code: 'recovery.viewing.said',
  })
  const recovery = (await technician.browser.get(`/api/devices/${place.device.deviceId}/recovery`)).json()
  expect(recovery.proofs).toHaveLength(1)
  expect(recovery.proofs[0]).toMatchObject({ id: proofId, result: { verdict: 'passed', level: 'L5' } })
  expect(recovery.proofs[0].result.levels.at(-1)).toMatchObject({
    level: 'L5',
    verdict: 'passed',
    evidence: `Person client-manager (${jo.email}, without a second step) looked and said it is there: “All orders of the 24th”`,
  })
})

test('when it is ended its windows close with the reason, tickets open nothing, no file or process stays, and the log has it all', async () => {
  const [unused, ticket] = [await ticketFor(jo.browser, sandbox.id, 'serial'), await ticketFor(jo.browser, sandbox.id, 'serial')]
  const window = await openWindow(place, jo.browser, { sandboxId: sandbox.id, window: 'serial', ticket })
  expectStatus(await jo.browser.post(`/api/sandboxes/${sandbox.id}/end`), 204)
  expect((await window.closed).code).toBe(4000)
  await expect.poll(async () => (await ofDevice()).newest?.state, { timeout: 20_000 }).toBe('ended')
  expect((await ofDevice()).newest).toMatchObject({ end: { code: 'recovery.viewing.end.person', text: 'Person client-manager ended it.' } })
  expect(await tried(jo, { ticket: unused })).toBe('409')
  expectStatus(await jo.browser.get(`/api/sandboxes/${sandbox.id}/files`), 409)
  expect(readdirSync(place.workFolder)).toEqual([])
  const actions = (
    await place.at.db.superuser("select distinct action from audit_entry where action like 'recovery.sandbox%' order by 1")
  ).map((row) => row['action'])
  expect(actions).toEqual([
    'recovery.sandbox-end-asked',
    'recovery.sandbox-ended',
    'recovery.sandbox-file-taken',
    'recovery.sandbox-looked',
    'recovery.sandbox-said',
    'recovery.sandbox-started',
  ])
})

test('what another instance started and took with it when it died is ended, and says so; its device can be started again', async () => {
  const id = newId()
  const { clientId, deviceId, restorePointId } = place.device
  await place.at.db.superuser(
    `insert into recovery_sandbox (client_id, id, device_id, restore_point_id, instance_id, state, person_kind, person_id, person_name, asked_at, heard_at, has_files)
     values ($1, $2, $3, $4, $5, 'running', 'client', 'x', 'X', now() + interval '1 s', now() - interval '1 minute', true)`,
    [clientId, id, deviceId, restorePointId, newId()],
  )
  expect((await ofDevice()).newest).toMatchObject({ id, state: 'ended', hasFiles: false, end: { code: 'recovery.viewing.end.mainstay' } })
  expect((await ofDevice()).capacity.running).toBe(0)
  const again = expectStatus(await technician.browser.post(urlOf(deviceId), {}), 201).json<Sandbox>()
  expectStatus(await technician.browser.post(`/api/sandboxes/${again.id}/end`), 204)
})

test('what is said of a restore point without a proof asks for a test, whose proof takes it up', async () => {
  const { clientId, deviceId, restorePointId } = place.foreign
  const id = newId()
  const { db } = place.at
  await db.superuser(
    `insert into recovery_sandbox (client_id, id, device_id, restore_point_id, instance_id, state, person_kind, person_id, person_name, asked_at, heard_at, running_at, ended_at, has_files)
     values ($1, $2, $3, $4, $5, 'ended', 'client', $6, 'X', now(), now(), now(), now(), false)`,
    [clientId, id, deviceId, restorePointId, newId(), stranger.id],
  )
  await db.superuser(
    `insert into recovery_sandbox_ticket (client_id, id, sandbox_id, secret_hash, person_id, shows, expires_at, used_at) values ($1, $2, $3, 'x', $4, 'serial', now(), now())`,
    [clientId, newId(), id, stranger.id],
  )
  const said = { verdict: 'missing', sentence: 'No patients after Monday' }
  expectStatus(await stranger.browser.post(`/api/sandboxes/${id}/statement`, said), 200)
  expect(place.queued).toEqual([{ clientId, restorePointId }])
  await place.recovery.service.test({ clientId, restorePointId }, new AbortController().signal)
  const { proofs } = (await place.owner.get(`/api/devices/${deviceId}/recovery`)).json()
  expect(proofs[0].result).toMatchObject({ verdict: 'failed', level: 'L1' })
  expect(proofs[0].result.reasons.at(-1).text).toContain('No patients after Monday')
})
