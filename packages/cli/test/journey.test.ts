import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { requirePoppler, requireRestic } from '@mainstay/testing'
import { type Browser, closeChromium, launchChromium, type Page } from '@mainstay/testing/browser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage, type Viewport } from './journey/browser.ts'
import { acceptInvitation, CUSTOMER, reportPdf } from './journey/customer.ts'
import {
  approveReport,
  draftProtection,
  draftReport,
  enrolmentCommand,
  firstSignIn,
  inviteManager,
  makeClient,
  signOutAndIn,
  switchOnSecondStep,
} from './journey/owner.ts'
import { title } from './journey/page.ts'
import { type Product, startProduct } from './journey/product.ts'

const { toText } = requirePoppler()
requireRestic()

/** The name that the agent finds for this machine. */
const HOST = hostname()
const CLIENT = { name: 'Harbour Bakery', zone: 'Europe/Amsterdam', site: 'Quay 4' }
const PARAGRAPH = 'A quiet month. On the 24th we brought your ledgers back in a test, and they were whole.'
/** For what the product does by itself: a backup, a test. */
const BY_ITSELF = { timeout: 30_000 }

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
  expect(leftBehind(product.folder)).toBe('')
})

test('from the one-time link to the report in the client’s hands, each step seen on the page', async () => {
  const page = await newPage()
  await firstSignIn(page, product.firstSignIn)
  const secret = await switchOnSecondStep(page)
  await signOutAndIn(page, secret)
  await title(page, 'Nothing is looked after yet')

  await makeClient(page, CLIENT)
  await title(page, `${CLIENT.name}: there is nothing to prove yet: no system has enrolled`)
  const token = await product.mainstay(...(await enrolmentCommand(page, { client: CLIENT.name, site: CLIENT.site })))
  product.install(token.split('\n', 1)[0] ?? '')

  await page.getByRole('link', { name: 'Devices', exact: true }).first().click()
  await page
    .getByRole('row', { name: new RegExp(HOST) })
    .getByText('OK', { exact: true })
    .waitFor(BY_ITSELF)
  await page.getByRole('link', { name: HOST, exact: true }).click()
  await title(page, `${HOST} is not protected and has no open alert`)
  await page.getByText(`Quay 4`).first().waitFor()
  const processor = page.getByRole('figure', { name: 'Processor' })
  // Below ten per cent it has a decimal, as on a machine that rests.
  await processor.getByRole('img', { name: /^Processor: Busy \d+(\.\d)? % at last$/ }).waitFor(BY_ITSELF)
  // It is live: without anybody touching the page a later measurement comes.
  await processor.getByRole('button', { name: 'Table' }).click()
  const before = await processor.getByRole('row').count()
  await expect.poll(() => processor.getByRole('row').count(), BY_ITSELF).toBeGreaterThan(before)

  const protect = join(product.folder, 'ledgers')
  mkdirSync(protect)
  for (let n = 0; n < 40; n++) writeFileSync(join(protect, `ledger-${n}.csv`), `2026-11-24,rye,${n}\n`.repeat(4000))
  const sign = await draftProtection(page, protect)
  expect(await product.mainstay(...sign, '--all', '--yes')).toMatch(/ signed\n$/)
  await page.getByRole('heading', { level: 1, name: `Revision 1 is signed, and ${HOST} runs by it` }).waitFor(BY_ITSELF)

  await page.getByRole('link', { name: `Back to ${HOST}` }).click()
  await page.getByRole('heading', { level: 1, name: `${HOST} is proven to come back and has no open alert` }).waitFor(BY_ITSELF)
  await page.getByText('40 files in').waitFor()
  await page.getByRole('link', { name: /^Passed L2/ }).click()
  await page.getByRole('heading', { level: 1, name: new RegExp(`^${HOST} came back in `) }).waitFor()
  await page.getByText(/40 of 40 sampled files hash to what the agent recorded at backup time/).waitFor()

  await page.getByRole('link', { name: 'Recovery', exact: true }).click()
  await title(page, 'The one system is proven')
  await draftReport(page, CLIENT.name)
  await page
    .getByRole('article')
    .getByText('Your system came back in a restore test; a copy in a second place is missing.')
    .first()
    .waitFor()
  await approveReport(page, PARAGRAPH)
  const link = await inviteManager(page, { ...CUSTOMER, client: CLIENT.name })

  const portal = await newPage({ width: 390, height: 844 })
  await acceptInvitation(portal, link)
  await portal.getByRole('article').getByText(PARAGRAPH).waitFor()
  expect(textOf(await reportPdf(portal))).toContain('On the 24th we brought your ledgers back')
  await portal.getByRole('link', { name: 'Your systems' }).click()
  await title(portal, 'Your system is proven to come back')
  await portal.goto(`${product.url}/devices`)
  await portal.waitForURL('**/portal')
  expect(complaints).toEqual([])
}, 90_000)

/** An answer that refuses is an error too, but for the question who is signed in, whose answer may be "nobody". */
async function newPage(viewport?: Viewport): Promise<Page> {
  const page = await openPage(browser, complaints, viewport)
  page.on('response', (answer) => {
    if (answer.status() >= 400 && new URL(answer.url()).pathname !== '/api/me') complaints.push(`${answer.status()} ${answer.url()}`)
  })
  return page
}

function textOf(pdf: Buffer): string {
  return spawnSync(toText.path, ['-', '-'], { input: pdf }).stdout.toString().replace(/\s+/g, ' ')
}

/** Processes whose command line names the folder. */
function leftBehind(folder: string): string {
  return spawnSync('pgrep', ['-af', folder]).stdout.toString()
}
