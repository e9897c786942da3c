import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { makeRootTree, ORDERS, requireServerParts, SERVER_PASSWORD } from '@mainstay/testing'
import { type Browser, closeChromium, launchChromium, type Page } from '@mainstay/testing/browser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage, type Viewport } from './journey/browser.ts'
import { acceptInvitation, CUSTOMER } from './journey/customer.ts'
import { draftProtection, enrolmentCommand, firstSignIn, inviteManager, makeClient } from './journey/owner.ts'
import { title } from './journey/page.ts'
import { type Product, startProduct } from './journey/product.ts'

const HOST = hostname()
const CLIENT = { name: 'Harbour Bakery', zone: 'Europe/Amsterdam', site: 'Quay 4' }
/** For what the product does by itself: a backup and its test; a restored server that starts, emulated. */
const BY_ITSELF = { timeout: 30_000 }
const STARTING = { timeout: 60_000 }
const SENTENCE = 'The order of 42 is in the list.'

let product: Product
let browser: Browser
const complaints: string[] = []

beforeAll(async () => {
  product = await startProduct()
  browser = await launchChromium()
})
afterAll(async () => {
  await closeChromium(browser)
  await product.stop()
  expect(spawnSync('pgrep', ['-af', product.folder]).stdout.toString()).toBe('')
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(product.folder)
})

test('a client’s person sees their server run from its backup, logs in, reads a file, says that it is there, and L5 stands in the console', async () => {
  const console = await newPage()
  await protectServer(console)
  const link = await inviteManager(console, { ...CUSTOMER, client: CLIENT.name })

  const portal = await newPage({ width: 390, height: 844 })
  await acceptInvitation(portal, link)
  await portal.getByRole('link', { name: 'Your systems' }).click()
  await portal.getByRole('link', { name: `See ${HOST} as it would come back` }).click()
  await portal.getByRole('button', { name: 'Start my server' }).click()
  await title(portal, `${HOST} is coming back to life`)
  await portal.getByRole('heading', { level: 1, name: `${HOST} is here: look around` }).waitFor(STARTING)
  expect(await portal.getByRole('timer').innerText()).toMatch(/^2\d:\d\d$/)

  await typeOnScreen(portal)
  await readOnConsole(portal)
  expect(await takeOrders(portal)).toBe(ORDERS)

  await portal.getByLabel('In a sentence').fill(SENTENCE)
  await portal.getByRole('button', { name: 'It is there' }).click()
  await title(portal, `${CUSTOMER.name} found ${HOST} as it should be`)
  await portal.getByRole('button', { name: 'End it' }).click()
  await portal.getByText(`${CUSTOMER.name} ended it.`).waitFor(BY_ITSELF)

  await console.goto(product.url)
  await console.getByRole('link', { name: 'Devices', exact: true }).first().click()
  await console.getByRole('link', { name: HOST, exact: true }).click()
  await console.getByText('a person of the client found it there').waitFor()
  await console.getByRole('link', { name: /^Passed L5/ }).click()
  const evidence = `${CUSTOMER.name} (${CUSTOMER.email}, without a second step) looked and said it is there: “${SENTENCE}”`
  await console.getByText(evidence).waitFor()
  expect(complaints).toEqual([])
}, 150_000)

/** From the first sign-in to a test that passed: the files of a whole server, backed up by a real agent. */
async function protectServer(page: Page): Promise<void> {
  await firstSignIn(page, product.firstSignIn)
  await makeClient(page, CLIENT)
  const token = await product.mainstay(...(await enrolmentCommand(page, { client: CLIENT.name, site: CLIENT.site })))
  product.install(token.split('\n', 1)[0] ?? '')
  await page.getByRole('link', { name: 'Devices', exact: true }).first().click()
  await page.getByRole('link', { name: HOST, exact: true }).waitFor(BY_ITSELF)
  await page.getByRole('link', { name: HOST, exact: true }).click()
  const server = join(product.folder, 'server')
  mkdirSync(server)
  makeRootTree(server, requireServerParts())
  const sign = await draftProtection(page, server)
  await product.mainstay(...sign, '--all', '--yes')
  await page.getByRole('heading', { level: 1, name: `Revision 1 is signed, and ${HOST} runs by it` }).waitFor(BY_ITSELF)
  await page.getByRole('link', { name: `Back to ${HOST}` }).click()
  await page.getByRole('heading', { level: 1, name: new RegExp(`^${HOST} is proven to come back`) }).waitFor(BY_ITSELF)
}

/** Logs in at the screen, by noVNC's keyboard; what is typed there is seen on the serial line afterwards. */
async function typeOnScreen(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Screen' }).click()
  const screen = page.getByRole('group', { name: 'Screen of the server' })
  await screen.and(page.locator('[data-line=open]')).waitFor()
  await screen.locator('canvas').click()
  // Keys as on a keyboard: what needs Shift is pressed with it.
  const toSerial = ['echo written at the screen ', 'Shift+Period', '/dev/tty', 'Shift+KeyS', '0']
  for (const keys of [['root'], [SERVER_PASSWORD], toSerial]) {
    for (const key of keys) await (key.startsWith('Shift+') ? page.keyboard.press(key) : page.keyboard.type(key, { delay: 30 }))
    await page.keyboard.press('Enter')
    // An emulated server takes a moment to check a password.
    await page.waitForTimeout(1500)
  }
}

async function readOnConsole(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Console' }).click()
  const serial = page.getByRole('group', { name: 'Console of the server' })
  await expect.poll(() => serial.innerText(), BY_ITSELF).toContain('written at the screen')
  await serial.click()
  for (const [send, answer] of [
    ['', 'login:'],
    ['root', 'Password:'],
    [SERVER_PASSWORD, '# '],
    ['cat /srv/data/orders.csv', '1,42'],
  ] as const) {
    await page.keyboard.type(send)
    await page.keyboard.press('Enter')
    await expect.poll(() => serial.innerText(), BY_ITSELF).toContain(answer)
  }
}

async function takeOrders(page: Page): Promise<string> {
  await page.getByRole('tab', { name: 'Files' }).click()
  for (const folder of ['srv/', 'data/']) await page.getByRole('button', { name: folder, exact: true }).click()
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: 'orders.csv' }).click()
  return readFileSync(await (await coming).path(), 'utf8')
}

const newPage = (viewport?: Viewport): Promise<Page> => openPage(browser, complaints, viewport)
