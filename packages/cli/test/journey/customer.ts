/** What a client's person does at the portal. */
import type { Page } from '@mainstay/testing/browser'
import { title } from './page.ts'

export const CUSTOMER = { name: 'Jo Baker', email: 'jo@example.com', password: 'flour water salt and patience' }

/** From the invitation to the first page of the portal. */
export async function acceptInvitation(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await title(page, 'Choose your password')
  await page.getByLabel(/^Password/).fill(CUSTOMER.password)
  await page.getByRole('button', { name: 'Set the password' }).click()
  await title(page, 'Your password is set')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('E-mail address').fill(CUSTOMER.email)
  await page.getByLabel(/^Password/).fill(CUSTOMER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/portal')
}

/** The bytes behind the link, with the session of the page. */
export async function reportPdf(page: Page): Promise<Buffer> {
  const href = await page.getByRole('link', { name: 'Open it as a PDF' }).getAttribute('href')
  const answer = await page.request.get(new URL(href ?? '', page.url()).href)
  if (!answer.ok()) throw new Error(`${href} answered ${answer.status()}`)
  return answer.body()
}
