import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { accessibilityFindings, type Scene, startScene } from './browser.ts'
import { id } from './fixture/world.ts'

let scene: Scene

beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene.close())
beforeEach(() => Object.assign(scene.mood, { who: 'staff', devices: 41, api: 'fine' }))

test('with nothing enrolled every page says what belongs there and what to do next', async () => {
  scene.mood.devices = 0
  const expected = {
    '/': ['Nothing is looked after yet', 'Make the first client'],
    '/devices': ['There are no devices yet', 'Add the first device'],
    '/clients': ['There are no clients yet', 'New client'],
    '/recovery': ['There is nothing to prove yet: no system has enrolled', 'Add a device'],
    '/reports': ['No report has been drafted yet', 'Draft a report'],
    '/tickets': ['No ticket is open', 'Nobody waits for you'],
    '/alerts': ['No alert is open', 'Look at the devices'],
  }
  for (const [path, [title, next]] of Object.entries(expected)) {
    const { page } = await scene.open(path)
    await page.getByRole('heading', { level: 1, name: title ?? '', exact: true }).waitFor({ timeout: 10_000 })
    expect(
      await page
        .getByRole('main')
        .getByText(next ?? '', { exact: true })
        .count(),
      path,
    ).toBeGreaterThan(0)
    expect(await accessibilityFindings(page), path).toEqual([])
    await page.context().close()
  }
})

test('while the answer is on its way, the shape of it stands there and is announced', async () => {
  scene.mood.api = 'slow'
  const { page } = await scene.open('/devices')
  await page.locator('[aria-busy="true"]').first().waitFor()
  expect(await page.getByText('Loading').count()).toBeGreaterThan(0)
  await page.context().close()
})

test.each([
  ['denied', 'You may not see this', 'An owner can change your role'],
  ['broken', 'Something failed inside Mainstay', 'Request 00000000-test'],
] as const)('an API that is %s is told in words: what happened, what is safe, what to do', async (api, what, advice) => {
  scene.mood.api = api
  const { page } = await scene.open('/devices')
  const alert = page.getByRole('alert')
  await alert.waitFor()
  expect(await alert.innerText()).toContain(what)
  expect(await alert.innerText()).toContain(advice)
  expect(await accessibilityFindings(page)).toEqual([])
  await page.context().close()
})

test('whoever is not signed in is asked to, and is told when nobody ever was; afterwards they are where they wanted to go', async () => {
  scene.mood.who = 'nobody'
  const { page } = await scene.open('/devices?state=critical')
  await page.getByRole('heading', { level: 1, name: 'Sign in', exact: true }).waitFor()
  expect(new URL(page.url()).searchParams.get('back')).toBe('/devices?state=critical')
  await page.getByText('Nobody has signed in here yet').waitFor()
  for (const name of ['Use a passkey', 'Sign in with Harbour Work Account']) await page.getByRole('button', { name, exact: true }).waitFor()
  expect(await accessibilityFindings(page)).toEqual([])
  await page.context().close()
})

test('why a sign-in elsewhere did not work is told in our words, with its name; an address that was made up tells nothing', async () => {
  scene.mood.who = 'nobody'
  const { page } = await scene.open('/sign-in?failed=identity.nobody-here&provider=00000000-0000-0000-0000-000000000000')
  await page.getByText('Nobody here has the e-mail address that the other account gave. Ask an owner for an invitation.').waitFor()
  await page.goto(page.url().replace('identity.nobody-here', 'call%20555-1234'))
  await page.getByRole('button', { name: 'Use a passkey' }).waitFor()
  expect(await page.getByText('555-1234').count()).toBe(0)
  expect(await page.getByText('You are not signed in').count()).toBe(0)
  await page.context().close()
})

test('a person of a client who opens the console is led to the portal', async () => {
  scene.mood.who = 'client'
  const { page } = await scene.open('/devices')
  await page.waitForURL('**/portal')
  await page.getByRole('article').waitFor()
  await page.context().close()
})

test('of five thousand devices only a screenful exists, and only the pages that are looked at are asked for', async () => {
  scene.mood.devices = 5000
  const { page } = await scene.open('/devices')
  const asked: number[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.pathname === '/api/devices') asked.push(Number(url.searchParams.get('page')))
  })
  await page.getByRole('link', { name: 'bakery-books' }).waitFor()
  expect(await page.getByRole('row').count()).toBeLessThan(60)
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  await page.getByRole('link', { name: 'pc-4999' }).waitFor()
  expect(await page.getByRole('row').count()).toBeLessThan(60)
  expect([...new Set(asked)].filter((one) => one !== 1)).toEqual([50])
  await page.context().close()
})

test('of five thousand tickets only a screenful exists, and keys go from one to the next', async () => {
  scene.mood.devices = 5000
  const { page } = await scene.open('/')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await page.getByRole('link', { name: 'Nobody can print the delivery notes' }).focus()
  expect(await page.getByRole('row').count()).toBeLessThan(60)
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: '#1042 The till shows yesterday’s prices' }).waitFor()
  await page.context().close()
})

test('filters live in the address, and the keyboard alone goes anywhere', async () => {
  const { page } = await scene.open('/')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.waitForURL('**/devices')
  await page.getByRole('button', { name: /^Critical/ }).click()
  await page.waitForURL('**/devices?state=critical')
  await expect.poll(() => page.locator('a[data-row]').count()).toBe(1)
  await page.locator('a[data-row]').focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/devices/0193*')
  await page.keyboard.press('/')
  await page.getByRole('combobox', { name: /Search devices/ }).fill('oven')
  await page.getByRole('option', { name: /oven-controller/ }).waitFor()
  expect(await accessibilityFindings(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /^oven-controller/ }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  expect(await accessibilityFindings(page)).toEqual([])
  await page.context().close()
})

test('a chart is drawn, names its values, and has its table behind it', async () => {
  const { page } = await scene.open('/devices/01935b8e-0003-7000-8000-000000000000')
  const memory = page.getByRole('figure', { name: 'Memory' })
  await memory.getByRole('img', { name: /Memory: Used \d+ % at last/ }).waitFor()
  expect(await memory.locator('canvas').count()).toBe(1)
  await memory.getByRole('button', { name: 'Table' }).click()
  expect(await memory.getByRole('row').count()).toBeGreaterThan(100)
  await page.getByRole('figure', { name: 'Disk traffic' }).getByText('No measurement in this time').waitFor()
  await page.context().close()
})

test('a stopped message is looked into with a reason, in a frame in which its links and scripts are text', async () => {
  const { page, errors } = await scene.open('/mail?state=quarantined')
  await page.getByRole('button', { name: 'Urgent: new bank details' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('The sender claims to be your director Ann Lee').waitFor()
  await dialog.getByLabel('Why you look into it').fill('Bob asked whether it is real')
  await dialog.getByRole('button', { name: 'Look into it' }).click()
  const frame = page.frameLocator('iframe')
  await frame.getByText('<script>alert(1)</script>').waitFor()
  expect(await frame.locator('a, script, img').count()).toBe(0)
  expect(await page.locator('iframe').getAttribute('sandbox')).toBe('')
  expect(await dialog.getByRole('button', { name: 'Release it' }).count()).toBe(1)
  if (process.env['MAINSTAY_SCREENSHOTS']) await page.screenshot({ path: `${process.env['MAINSTAY_SCREENSHOTS']}/mail-dialog.png` })
  expect(errors).toEqual([])
  await page.context().close()
})

test('the long name of a client breaks, and its status stays beside it', async () => {
  const { page } = await scene.open('/clients')
  await page.locator('.list-row-tall').first().waitFor()
  const [nameEnds, statusBegins, tooWide] = await page.evaluate(() => {
    const row = document.querySelector('.list-row-tall')
    const name = row?.querySelector('strong')
    if (!row || !name) throw new Error('there is no client')
    name.textContent = 'Donaudampfschifffahrtsgesellschaft'.repeat(8)
    const edge = (found: Element | null | undefined, side: 'left' | 'right'): number => found?.getBoundingClientRect()[side] ?? Number.NaN
    const text = row.querySelector('.grow')
    return [edge(name, 'right'), edge(text?.nextElementSibling, 'left'), (text?.scrollWidth ?? 0) - (text?.clientWidth ?? 0)]
  })
  expect(nameEnds).toBeLessThanOrEqual(statusBegins ?? 0)
  expect(tooWide).toBe(0)
  await page.context().close()
})

test('on a phone nothing of a person is cut', async () => {
  const { page } = await scene.open('/people', { width: 390 })
  const table = page.getByRole('region', { name: 'People' }).first()
  await table.waitFor()
  expect(await table.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
  expect(await table.getByRole('button', { name: 'Change Bo Technician' }).isVisible()).toBe(true)
  await page.context().close()
})

test('a number of the protection that makes no sense is said at its field, and is not put right in silence', async () => {
  const { page } = await scene.open(`/devices/${id(3, 0)}/protection`)
  const field = page.getByLabel('Back up every')
  for (const typed of ['', '0', '9999999']) {
    await field.fill(typed)
    await field.blur()
    await page.getByText('Back up every: a whole number of minutes from 5 to 44,640.').waitFor({ timeout: 5000 })
    expect(await page.getByRole('button', { name: 'Make the draft' }).isDisabled()).toBe(true)
    expect(await field.inputValue()).toBe(typed === '' ? '' : `${typed} min`)
  }
  await field.fill('30')
  expect(await page.getByRole('button', { name: 'Make the draft' }).isEnabled()).toBe(true)
  await page.context().close()
})

test('a thing of the plan is moved by the keyboard alone, and its cost is said before anything is kept', async () => {
  const { page } = await scene.open(`/clients/${id(1, 0)}/plan`)
  await page.getByRole('button', { name: 'oven-controller a quarter later' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByText('oven-controller to Q3 2027: It adds $120 to what waiting weighs').waitFor()
  await page.getByRole('button', { name: 'Leave it where it was' }).press('Enter')
  await page.getByText('oven-controller to Q3 2027').waitFor({ state: 'detached' })
  await page.context().close()
})

test('a thing of the plan is dragged to another quarter', async () => {
  const { page } = await scene.open(`/clients/${id(1, 0)}/plan`)
  await page
    .getByRole('listitem')
    .filter({ hasText: 'bakery-books' })
    .last()
    .dragTo(page.getByRole('heading', { name: 'Q4 2027' }))
  await page.getByText('bakery-books to Q4 2027').waitFor()
  await page.context().close()
})
