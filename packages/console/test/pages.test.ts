import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityFindings, overflow, type Scene, startScene } from './browser.ts'
import { id } from './fixture/world.ts'

/** Every page with the title that answers its question. */
const pages: [name: string, path: string, title: string][] = [
  ['today', '/', '16 things need a person, 8 of them urgently'],
  ['recovery', '/recovery', '9 of 12 systems are not proven'],
  ['devices', '/devices', '2 of 41 devices need attention, 1 not known'],
  ['device', `/devices/${id(3, 0)}`, 'bakery-books is proven to come back and has an open alert: Disk / is 97 % full (limit 95 %)'],
  ['device not protected', `/devices/${id(3, 3)}`, 'front-desk-laptop-of-the-evening-shift is not protected and has no open alert'],
  ['protection', `/devices/${id(3, 0)}/protection`, 'What to protect on bakery-books'],
  ['proof', `/devices/${id(3, 1)}/proofs/${id(6, 100)}`, 'practice-files did not come back whole'],
  ['sandbox starting', `/devices/${id(3, 1)}/sandbox`, 'practice-files is starting from its backup'],
  ['sandbox running', `/devices/${id(3, 0)}/sandbox`, 'bakery-books runs from its backup'],
  ['sandbox said', `/devices/${id(3, 2)}/sandbox`, 'Jo Baker missed something on oven-controller'],
  ['add a device', '/devices/add', 'A machine enrols with a token that your own key makes'],
  ['alerts', '/alerts', '3 alerts are open'],
  ['tickets', '/tickets', '12 tickets are open, 1 of them overdue'],
  ['desk rota', '/desk/rota', 'Bo Technician is on duty now'],
  ['desk templates', '/desk/templates', '1 template of tickets'],
  ['desk mailbox', '/desk/mailbox', 'Mail to help@msp.example becomes tickets'],
  ['ticket', `/tickets/${id(20, 1)}`, '#1042 The till shows yesterday’s prices'],
  ['hours and targets', `/clients/${id(1, 0)}/desk`, 'Nobody has set the hours of Harbour Bakery yet'],
  ['agreement and invoices', `/clients/${id(1, 0)}/agreement`, 'Harbour Bakery has the plan “Managed, all in”'],
  ['billing', '/billing', 'An hour costs 120.00 EUR without an agreement'],
  ['money', '/money', '2,400.00 EUR come in this month by agreement; 1 agreement no longer fits'],
  ['mail', '/mail', 'Harbour Bakery: 3,724 of 5,009 messages were stopped in 30 days'],
  ['clients', '/clients', '3 of 3 clients are not proven to come back'],
  ['client', `/clients/${id(1, 0)}`, 'Harbour Bakery: 3 of 4 systems are not proven'],
  ['standards', `/clients/${id(1, 0)}/standards`, '2 of 5 checks are met, 1 is not, 2 are not known'],
  ['assets', `/clients/${id(1, 0)}/assets`, '2 of 6 things are overdue, 1 not known'],
  ['plan', `/clients/${id(1, 0)}/plan`, '$10,290 over 4 years, never more than $4,000 in a quarter'],
  ['recovery plan', `/clients/${id(1, 0)}/continuity`, '1 thing changed since the plan was approved'],
  ['recommendations', '/recommendations', '1 recommendation waits for an answer, 1 comes back for review'],
  ['recommendation draft', `/recommendations/${id(30, 0)}`, 'Replace the server of the till'],
  ['recommendation waiting', `/recommendations/${id(30, 1)}`, 'A second copy of the backups, in another town'],
  ['recommendation declined', `/recommendations/${id(30, 2)}`, 'A second step for every sign-in'],
  ['new recommendation', '/recommendations/new', 'What do you recommend, and what does it cost?'],
  ['reports', '/reports', '1 report waits for approval'],
  ['report', `/reports/${id(10, 0)}`, 'Harbour Bakery, October 2026: a draft'],
  ['people', '/people', '2 people can sign in, 1 by password alone'],
  ['account', '/account', 'You sign in with a passkey, or by password alone'],
  ['trust', '/trust', 'Whoever owns the server’s machine could command devices'],
  ['no such page', '/nowhere', 'There is no such page'],
]
const portalPages: typeof pages = [
  ['portal home', '/portal', 'Your bookkeeping server came back to life in every test but one.'],
  ['portal guides', '/portal/guides', '12 guides in plain words'],
  ['portal guide', '/portal/guides/rpo-and-rto', 'What RPO and RTO mean, and which to choose'],
  ['portal budget', '/portal/budget', 'Next: $4,000 in Q1 2027'],
  ['portal recovery plan', '/portal/recovery-plan', 'A recovery plan waits for your approval'],
  ['portal decisions', '/portal/decisions', '1 decision waits for you'],
  ['portal decision', `/portal/decisions/${id(30, 1)}`, 'A second copy of the backups, in another town'],
  ['portal decision accepted', `/portal/decisions/${id(30, 3)}`, 'Mail filter for everybody'],
  ['portal reports', '/portal/reports', '1 report'],
  ['portal requests', '/portal/tickets', '1 request is not solved yet, 1 of them waits for you'],
  ['portal request', `/portal/tickets/${id(20, 0)}`, 'Nobody can print the delivery notes'],
  ['portal request solved', `/portal/tickets/${id(20, 1)}`, 'The till shows yesterday’s prices'],
  ['see your server', `/portal/systems/${id(3, 3)}`, 'See front-desk-laptop-of-the-evening-shift as it would come back'],
  ['see your server running', `/portal/systems/${id(3, 0)}`, 'bakery-books is here: look around'],
  ['portal outages', '/portal/outages', 'An hour without your systems costs about 100.00 EUR'],
  ['portal held mail', '/portal/mail', '3 messages are held for you'],
  ['portal account', '/portal/account', 'You sign in with a passkey, or by password alone'],
  ['portal systems', '/portal/systems', '1 of your 4 systems is proven to come back'],
]

const gates: typeof pages = [
  ['sign in', '/sign-in', 'Sign in'],
  ['sign in failed', `/sign-in?failed=identity.email-unverified&provider=${id(12, 0)}`, 'Sign in'],
  ['sign in code', '/sign-in?step=code', 'One more step'],
]

let scene: Scene
const shots = process.env['MAINSTAY_SCREENSHOTS']

beforeAll(async () => {
  scene = await startScene()
  if (shots) mkdirSync(shots, { recursive: true })
})
afterAll(() => scene.close())

type Screen = [width: number, scheme: 'light' | 'dark']

/** One visit, seen on each screen in turn: the page is not loaded anew for the second, as when a person turns a tablet. */
async function look(name: string, path: string, title: string, first: Screen, ...others: Screen[]): Promise<void> {
  const { page, errors } = await scene.open(path, { width: first[0], scheme: first[1] })
  for (const [width, scheme] of [first, ...others]) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme: scheme })
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor({ timeout: 10_000 })
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
    await page.evaluate(() => document.fonts.ready)
    if (shots !== undefined)
      await page.screenshot({ path: join(shots, `${name.replaceAll(' ', '-')}-${width}-${scheme}.png`), fullPage: true })
    expect(await page.title()).toBe(`${title} · Mainstay`)
    expect(await overflow(page), `wider than the screen of ${width}`).toBe(0)
    expect(await accessibilityFindings(page), `${width} ${scheme}`).toEqual([])
  }
  expect(errors).toEqual([])
  await page.context().close()
}

// Several at once: most of a visit is waiting, for the answer and for the page to settle.
describe('of the staff', () => {
  beforeAll(() => be('staff'))
  test.concurrent.each(pages)(
    '%s: its title is the answer, and everyone can use it, on a wide light screen and on a phone in the dark',
    (name, path, title) => look(name, path, title, [1280, 'light'], [390, 'dark']),
  )
})

describe('of a client', () => {
  beforeAll(() => be('client'))
  test.concurrent.each(portalPages)('%s: an owner can use it on a phone and on a wide screen', (name, path, title) =>
    look(name, path, title, [390, 'light'], [1280, 'dark']),
  )
})

describe('of nobody yet', () => {
  beforeAll(() => be('nobody'))
  test.concurrent.each(gates)('%s: who is not signed in yet can use it, wide, on a phone and in the dark', (name, path, title) =>
    look(name, path, title, [1280, 'light'], [390, 'light'], [390, 'dark']),
  )
})

function be(who: Scene['mood']['who']): void {
  Object.assign(scene.mood, { who, devices: 41, api: 'fine' })
}
