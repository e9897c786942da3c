import { readFileSync } from 'node:fs'
import { type Browser, closeChromium, launchChromium, type Page } from '@mainstay/testing/browser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPage, type Viewport } from './journey/browser.ts'
import { acceptInvitation, CUSTOMER } from './journey/customer.ts'
import { approveReport, draftReport, firstSignIn, inviteManager, makeClient, OWNER } from './journey/owner.ts'
import { title } from './journey/page.ts'
import { type Product, startProduct } from './journey/product.ts'

const CLIENT = { name: 'Harbour Bakery', zone: 'Europe/Amsterdam', site: 'Quay 4' }
const COPY = { title: 'A second copy of the backups, in another town', once: '120.00', monthly: '45' }
const SWITCH = { title: 'A new switch for the shop', once: '890', monthly: '' }
const LIST = `name,kind,purchased,price,system
till-server,server,2019-02-01,4000,windows-server 2016
shop-switch,switch,2017-06-01,890,
label-printer,printer,,300,`

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
})

test('what is advised is accepted or declined in the portal, stands frozen in the register with a receipt, and is on the report; the plan is the client’s budget', async () => {
  const console = await newPage()
  await firstSignIn(console, product.firstSignIn)
  const clientId = await makeClient(console, CLIENT)
  await planWithAssets(console, clientId)
  await recommend(console, COPY)
  await recommend(console, SWITCH)
  const link = await inviteManager(console, { ...CUSTOMER, client: CLIENT.name })

  const portal = await newPage({ width: 390, height: 844 })
  await acceptInvitation(portal, link)
  await portal.getByRole('link', { name: 'Decisions' }).click()
  await title(portal, '2 decisions wait for you')
  await answer(portal, SWITCH.title, { button: 'Decline', confirm: 'Yes, we decline', words: 'Not before Easter.' })
  await answer(portal, COPY.title, { button: 'Accept', confirm: 'Yes, we accept', words: '' })
  const receipt = await portal.request.get(
    new URL((await portal.getByRole('link', { name: 'Your receipt as a PDF' }).getAttribute('href')) ?? '', product.url).href,
  )
  expect((await receipt.body()).subarray(0, 5).toString()).toBe('%PDF-')
  await portal.getByRole('link', { name: 'All decisions' }).click()
  await title(portal, 'No decision of yours is needed')
  await portal.getByRole('link', { name: 'Budget' }).click()
  await portal.getByRole('heading', { level: 1, name: /^Next: \$4,000 in Q[1-4] \d{4}$/ }).waitFor()

  await console.goto(`${product.url}/recommendations`)
  await title(console, 'No recommendation waits for an answer')
  await console.getByRole('link', { name: new RegExp(SWITCH.title) }).click()
  await console.getByRole('heading', { name: `${CUSTOMER.name} declined it` }).waitFor()
  await console.getByText('Not before Easter.').waitFor()
  await console.getByText(`${CUSTOMER.email}, without a second step`).waitFor()
  expect(await console.getByRole('button', { name: 'Edit' }).count()).toBe(0)

  await draftReport(console, CLIENT.name)
  await console.getByText('No decision of yours is needed.').waitFor()
  await console.getByText(`Accepted: ${COPY.title}, by ${CUSTOMER.name}`).waitFor()
  await console.getByText(`Declined: ${SWITCH.title}, by ${CUSTOMER.name}`).waitFor()
  await approveReport(console, 'You decided on two things this month; we order the copy today.')
  await portal.goto(`${product.url}/portal`)
  await portal.getByText(`Accepted: ${COPY.title}, by ${CUSTOMER.name}`).waitFor()
  await portal.getByText(`${OWNER.name}`).first().waitFor()
  expect(complaints).toEqual([])
}, 120_000)

async function planWithAssets(page: Page, clientId: string): Promise<void> {
  await page.getByRole('link', { name: 'Assets' }).click()
  await title(page, 'Nothing with an age is known yet')
  await page.getByRole('button', { name: 'Bring in a list' }).first().click()
  await page.getByLabel('Or its text').fill(LIST)
  await page.getByRole('button', { name: 'Show what would happen' }).click()
  await page.getByText('3 new, 0 changed').waitFor()
  await page.getByRole('button', { name: 'Bring in 3 rows' }).click()
  await title(page, '2 of 3 things are overdue, 1 not known')
  await page.getByRole('link', { name: 'Plan and budget' }).click()
  await title(page, '$4,890 over 4 years, never more than $4,890 in a quarter')
  await page.getByRole('button', { name: 'shop-switch a quarter later' }).press('Enter')
  await page.getByText(/^shop-switch to Q[1-4] \d{4}: It adds/).waitFor()
  await page.getByRole('button', { name: 'Keep it there' }).click()
  await title(page, '$4,890 over 4 years, never more than $4,000 in a quarter')
  await page.getByRole('button', { name: 'Approve $4,890 as the budget' }).click()
  await page.getByText('This is the budget that the client sees').waitFor()
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: 'XLSX' }).click()
  expect(
    readFileSync(await (await coming).path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK')
  expect(page.url()).toContain(clientId)
}

async function recommend(page: Page, of: { title: string; once: string; monthly: string }): Promise<void> {
  await page.getByRole('link', { name: 'Recommendations', exact: true }).first().click()
  await page.getByRole('link', { name: 'New recommendation' }).first().click()
  await page.getByLabel('What do you recommend?').fill(of.title)
  await page.getByLabel('Why?').fill('It is needed.')
  await page.getByLabel('What can happen without it?').fill('The shop stands still.')
  await page.getByLabel('Option 1').fill('As offered')
  await page.getByLabel('Once').fill(of.once)
  await page.getByLabel('Each month').fill(of.monthly)
  await page.getByRole('button', { name: 'Save the draft' }).click()
  await title(page, of.title)
  await page.getByRole('button', { name: 'Put it to the client' }).click()
  await page.getByText('Waits for the client').waitFor()
}

async function answer(page: Page, what: string, o: { button: string; confirm: string; words: string }): Promise<void> {
  await page.getByRole('link', { name: 'Decisions' }).first().click()
  await page.getByRole('link', { name: new RegExp(what) }).click()
  await title(page, what)
  await page.getByRole('button', { name: o.button }).click()
  if (o.words !== '') await page.getByLabel('In your own words, if you like').fill(o.words)
  await page.getByRole('button', { name: o.confirm }).click()
  await page.getByRole('link', { name: 'Your receipt as a PDF' }).waitFor()
}

const newPage = (viewport?: Viewport): Promise<Page> => openPage(browser, complaints, viewport)
