import { connect } from 'node:net'
import { type Browser, closeChromium, launchChromium, type Page } from '@mainstay/testing/browser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, type Postfix, startPostfix } from '@mainstay/server/test/postfix'
import { sendMail } from '@mainstay/server/test/smtp-client'
import { firstSignIn, makeClient } from './journey/owner.ts'
import { title } from './journey/page.ts'
import { type Product, startProduct } from './journey/product.ts'

const HELD = [
  'From: "Prize Office" <office@prize-claims.example>',
  'To: bob@acme.example',
  'Subject: CONGRATULATIONS! You have won $1,000,000 - claim now',
  '',
  'Dear friend, you have WON the international lottery. Buy viagra cheap, no prescription.',
  'Click here now: http://203.0.113.9/claim to claim your prize money. Act now, limited time offer,',
  '100% free, risk free, money back guarantee! Earn extra cash working from home.',
  '.a line that begins with a dot, and one with spaces at its end   ',
  'Unsubscribe: http://203.0.113.9/remove',
  '',
].join('\r\n')

let hop: Postfix
let product: Product
let browser: Browser
let mailPort: number

beforeAll(async () => {
  hop = await startPostfix({ mailboxesOf: 'acme.example' })
  mailPort = await freePort()
  // Nothing of the test is asked of the world's DNS.
  product = await startProduct({
    MAINSTAY_MAIL_PORT: String(mailPort),
    MAINSTAY_MAIL_NAME: 'mx.provider.example',
    MAINSTAY_MAIL_DNS: '127.0.0.1',
  })
  browser = await launchChromium()
})
afterAll(async () => {
  if (browser) await closeChromium(browser)
  await product?.stop()
  await hop?.remove()
})

test('a message is held, its recipient is told by mail, opens the link and has it delivered byte for byte; the link works once', async () => {
  const page = await newPage()
  await firstSignIn(page, product.firstSignIn)
  await makeClient(page, { name: 'Acme', zone: 'Europe/Berlin', site: 'Office' })
  await page.getByRole('link', { name: 'Mail', exact: true }).click()
  await title(page, 'Acme: no mail came in the last 30 days')
  await addDomain(page, hop.port)
  await expect.poll(() => listens(mailPort), { timeout: 10_000 }).toBe(true)

  expect(await sendMail(mailPort, { from: 'office@prize-claims.example', to: 'bob@acme.example', content: HELD })).toMatch(/^250/)
  await page.reload()
  await title(page, 'Acme: 1 of 1 message was stopped in 30 days')
  await page.getByRole('button', { name: /CONGRATULATIONS/ }).waitFor()
  await page.getByText('In quarantine', { exact: true }).last().waitFor()

  await page.getByRole('button', { name: 'Send it now' }).click()
  await page.getByText('1 digest sent').waitFor()
  await expect.poll(() => hop.mailbox().length, { timeout: 20_000 }).toBe(1)
  const link = linkIn(hop.mailbox()[0] ?? '')
  expect(link).toMatch(new RegExp(`^${product.url}/mail/held/`))

  // The recipient: another person, in another browser, without an account.
  const phone = await newPage(390)
  await phone.goto(link)
  await title(phone, 'Is this message wanted?')
  await phone.getByText('CONGRATULATIONS! You have won').first().waitFor()
  expect(await phone.locator('a, script, img').count()).toBe(0)
  await phone.goto(link)
  expect(hop.mailbox()).toHaveLength(1)
  await phone.getByRole('button', { name: /deliver/i }).click()
  await title(phone, 'The message is delivered')
  await expect.poll(() => hop.mailbox().length, { timeout: 20_000 }).toBe(2)
  const delivered = hop.mailbox().find((text) => text.includes('Subject: CONGRATULATIONS')) ?? ''
  expect(delivered.endsWith(HELD.replaceAll('\r\n', '\n'))).toBe(true)
  expect(delivered).toContain('Return-Path: <office@prize-claims.example>')

  await phone.goto(link)
  await phone.getByText('This link was used already or is older than 14 days').waitFor()

  await page.reload()
  await page.getByRole('button', { name: /CONGRATULATIONS/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('bob@acme.example', { exact: true }).waitFor()
  await dialog.getByText('It teaches this client’s filter that mail like it is not spam.').waitFor()
})

async function newPage(width = 1280): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage()
  // Two files of tests run at a time: a page may be slow, and is still right.
  page.setDefaultTimeout(30_000)
  return page
}

async function addDomain(page: Page, port: number): Promise<void> {
  await page.getByRole('button', { name: 'Add a domain' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a domain' })
  await dialog.getByLabel('Domain').fill('acme.example')
  await dialog.getByLabel('Host').fill('127.0.0.1')
  await dialog.getByLabel('Port').fill(String(port))
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Change acme.example' }).waitFor()
}

function linkIn(mail: string): string {
  const plain = Buffer.from(/text\/plain[^]*?\n\n([^]*?)\n\n--/.exec(mail)?.[1] ?? '', 'base64').toString()
  return /https?:\/\/\S+\/mail\/held\/\S+/.exec(plain)?.[0] ?? ''
}

function listens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => done(true)).once('error', () => done(false))
    socket.once('connect', () => socket.destroy())
  })
}
