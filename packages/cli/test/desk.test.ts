import { type Browser, closeChromium, launchChromium, type Page } from '@mainstay/testing/browser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, type Postfix, startPostfix } from '@mainstay/server/test/postfix'
import { sendMail } from '@mainstay/server/test/smtp-client'
import { type NameServer, startNameServer } from './journey/dns.ts'
import { draftReport, firstSignIn, makeClient } from './journey/owner.ts'
import { title } from './journey/page.ts'
import { type Product, startProduct } from './journey/product.ts'

let hop: Postfix
let names: NameServer
let product: Product
let browser: Browser
let mailPort: number

beforeAll(async () => {
  hop = await startPostfix({ mailboxesOf: 'acme.example' })
  names = await startNameServer({ 'acme.example': 'v=spf1 ip4:127.0.0.1 -all', '_dmarc.acme.example': 'v=DMARC1; p=reject' })
  mailPort = await freePort()
  product = await startProduct({
    MAINSTAY_MAIL_PORT: String(mailPort),
    MAINSTAY_MAIL_NAME: 'mx.provider.example',
    MAINSTAY_MAIL_DNS: names.address,
  })
  browser = await launchChromium()
})
afterAll(async () => {
  if (browser) await closeChromium(browser)
  await product?.stop()
  names?.stop()
  await hop?.remove()
})

test('mail arrives, is a ticket with a clock, is answered, waits, is answered by the customer, solved, judged, and stands in the report', async () => {
  const page = await newPage()
  await firstSignIn(page, product.firstSignIn)
  await makeClient(page, { name: 'Acme', zone: 'Europe/Berlin', site: 'Office' })
  await page.getByRole('link', { name: 'Mail', exact: true }).click()
  await addDomain(page)
  await setMailbox(page)

  // A stranger with Ewa's name opens nothing: nothing proves the address.
  expect(await fromEwa({ to: 'help@msp.example', subject: 'Send me money', from: 'ewa@stranger.example' })).toMatch(/^250/)
  expect(await fromEwa({ to: 'help@msp.example', subject: 'The printer smokes' })).toMatch(/^250/)
  await page.getByRole('link', { name: 'Tickets', exact: true }).first().click()
  await page.getByRole('link', { name: 'The printer smokes' }).click({ timeout: 20_000 })
  await page.getByRole('heading', { level: 1, name: /The printer smokes$/ }).waitFor()
  await page
    .getByText(/to answer|left to answer|an answer/i)
    .first()
    .waitFor()

  await reply(page, 'Is it plugged in?', 'waiting-customer')
  const [question = ''] = await mailbox(1)
  const [back, id] = [header(question, 'Reply-To'), header(question, 'Message-ID')]
  expect(back).toMatch(/<help\+t\d+-[0-9a-f]{20}@msp\.example>/)
  await page.getByText(/^sent to ewa@acme\.example$/).waitFor({ timeout: 20_000 })
  await page
    .getByText(/Waiting for the client/)
    .first()
    .waitFor()

  // An answer that says that she is away wakes nobody; her own does.
  const to = /<([^>]+)>/.exec(back)?.[1] ?? ''
  await fromEwa({ to, subject: 'Away', more: 'Auto-Submitted: auto-replied\r\n' })
  await fromEwa({
    to: 'help@msp.example',
    subject: 'Re: The printer',
    more: `In-Reply-To: ${id}\r\n`,
    body: 'Yes, it is.\r\n\r\nOn Tue, Ada wrote:\r\n> Is it plugged in?',
  })
  await page.getByRole('list', { name: 'Conversation' }).getByText('Yes, it is.', { exact: true }).waitFor({ timeout: 20_000 })
  await page
    .getByText(/In hand/)
    .first()
    .waitFor()
  expect(await page.getByText('not proven or not written by a person').count()).toBe(1)

  await reply(page, 'A new one is on its way.', 'resolved')
  const answers = await mailbox(2)
  const link =
    /https?:\/\/\S+\/desk\/judge\/\S+/.exec(
      textOf(answers.find((one) => one.includes('Subject') && textOf(one).includes('A new one')) ?? ''),
    )?.[0] ?? ''
  const phone = await newPage(390)
  await phone.goto(link)
  await title(phone, 'Was it solved well?')
  await phone.getByRole('button', { name: 'Yes, it was' }).click()
  await title(phone, 'Thank you')
  await page.reload()
  await page.getByText('It was solved well', { exact: true }).waitFor()

  await draftReport(page, 'Acme')
  await page.getByText('All 2 promised times were kept.').first().waitFor()
  await page.getByText('1 of 1').first().waitFor()
})

async function newPage(width = 1280): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage()
  // Two files of tests run at a time: a page may be slow, and is still right.
  page.setDefaultTimeout(30_000)
  return page
}

async function addDomain(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add a domain' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a domain' })
  await dialog.getByLabel('Domain').fill('acme.example')
  await dialog.getByLabel('Host').fill('127.0.0.1')
  await dialog.getByLabel('Port').fill(String(hop.port))
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Change acme.example' }).waitFor()
}

async function setMailbox(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Tickets', exact: true }).first().click()
  await page.getByRole('link', { name: 'The desk’s mailbox' }).click()
  await title(page, 'Mail does not become tickets yet')
  await page.getByLabel('The desk’s address').fill('help@msp.example')
  await page.getByLabel('Its name, as clients read it').fill('MSP Help')
  await page.getByRole('button', { name: 'Save' }).click()
  await title(page, 'Mail to help@msp.example becomes tickets')
}

async function reply(page: Page, body: string, next: 'waiting-customer' | 'resolved'): Promise<void> {
  await page.getByLabel('Reply', { exact: true }).fill(body)
  await page.getByLabel('And then').selectOption(next)
  if (next === 'waiting-customer') await page.getByLabel('What is waited for').fill('Whether it is plugged in')
  await page.getByRole('button', { name: 'Send the reply' }).click()
  await page.getByRole('article').getByText(body, { exact: true }).waitFor()
}

let n = 0
type Letter = { to: string; subject: string; from?: string; more?: string; body?: string }
/** The port opens a moment after the first domain, and the desk's address is known a moment after it is set. */
async function fromEwa({ to, subject, from = 'ewa@acme.example', more = '', body = 'Since this morning.' }: Letter): Promise<string> {
  const content = `From: Ewa Nowak <${from}>\r\nTo: ${to}\r\nSubject: ${subject}\r\nMessage-ID: <${n++}@acme.example>\r\n${more}\r\n${body}\r\n`
  let said = ''
  await expect
    .poll(async () => (said = await sendMail(mailPort, { from, to, content }).catch((error: unknown) => String(error))), {
      timeout: 20_000,
      interval: 500,
    })
    .toMatch(/^250/)
  return said
}

async function mailbox(count: number): Promise<string[]> {
  await expect.poll(() => hop.mailbox().length, { timeout: 30_000 }).toBe(count)
  return hop.mailbox()
}

function header(mail: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(mail)?.[1]?.trim() ?? ''
}

function textOf(mail: string): string {
  return Buffer.from(/\n\n([^]*)$/.exec(mail)?.[1] ?? '', 'base64').toString()
}
