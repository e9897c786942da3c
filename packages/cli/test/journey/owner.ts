/** What the provider's owner does at the console, step by step, as a person would: by the words on the page. */
import { type Page, totpCode } from '@mainstay/testing/browser'
import { commandOn, title } from './page.ts'

export const OWNER = { name: 'Ada Keeler', email: 'ada@example.com', password: 'quiet harbour lantern sixty' }

/** By the one-time link to an account of one's own; ends on Today. */
export async function firstSignIn(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await title(page, 'Make the owner of this Mainstay')
  await page.getByLabel('Your name').fill(OWNER.name)
  await page.getByLabel('E-mail address').fill(OWNER.email)
  await page.getByLabel(/^Password/).fill(OWNER.password)
  await page.getByRole('button', { name: 'Create and sign in' }).click()
  await title(page, 'Nothing is looked after yet')
}

/** Gives the secret of the authenticator app. */
export async function switchOnSecondStep(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Your account' }).click()
  await title(page, 'You sign in by password alone')
  const part = page.getByRole('region', { name: 'Second step' })
  await part.getByLabel(/^Password/).fill(OWNER.password)
  await part.getByRole('button', { name: 'Switch it on' }).click()
  const secret = await part.getByRole('code').first().innerText()
  await part.getByLabel(/The code that the app shows/).fill(totpCode(secret, new Date()))
  await part.getByRole('button', { name: 'Done' }).click()
  await title(page, 'You sign in with a password and a second step')
  return secret
}

export async function signOutAndIn(page: Page, secret: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign out' }).click()
  await title(page, 'Sign in')
  await page.getByLabel('E-mail address').fill(OWNER.email)
  await page.getByLabel(/^Password/).fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await title(page, 'One more step')
  // A code works once, and the last one was just used: a phone whose clock is half a minute fast shows the next one already.
  await page.getByLabel('Code').fill(totpCode(secret, new Date(Date.now() + 30_000)))
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('link', { name: 'Today' }).waitFor()
}

/** Gives the id of the client, which the address of its page has. */
export async function makeClient(page: Page, of: { name: string; zone: string; site: string }): Promise<string> {
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await page.getByRole('button', { name: 'New client' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New client' })
  await dialog.getByLabel('Name').fill(of.name)
  await dialog.getByLabel('Time zone').selectOption(of.zone)
  await dialog.getByRole('button', { name: 'Make the client' }).click()
  await page.waitForURL(/\/clients\/[0-9a-f-]{36}$/)
  await page.getByLabel('Name of a new site').fill(of.site)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('region', { name: 'Sites' }).getByText(of.site).waitFor()
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

/** Gives the command that the page tells to run where the signing key lies. */
export async function enrolmentCommand(page: Page, of: { client: string; site: string }): Promise<string[]> {
  await page.getByRole('link', { name: 'Add a device' }).first().click()
  await title(page, 'A machine enrols with a token that your own key makes')
  await page.getByLabel('Client').selectOption({ label: of.client })
  await page.getByLabel('Site').selectOption({ label: of.site })
  return commandOn(page, './mainstay token')
}

/** The draft of a policy that protects a folder; gives the command that signs it. */
export async function draftProtection(page: Page, folder: string): Promise<string[]> {
  await page.getByRole('link', { name: 'Add protection' }).click()
  await page.getByLabel('Folders').fill(folder)
  await page.getByRole('button', { name: 'Make the draft' }).click()
  await page.getByRole('heading', { level: 1, name: /waits for your signature$/ }).waitFor()
  return commandOn(page, './mainstay sign')
}

export async function draftReport(page: Page, client: string): Promise<void> {
  await page.getByRole('link', { name: 'Reports', exact: true }).click()
  await page.getByRole('button', { name: 'Draft a report' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Draft a report' })
  await dialog.getByLabel('Client').selectOption({ label: client })
  await dialog.getByRole('button', { name: 'Make the draft' }).click()
  await page.getByRole('heading', { level: 1, name: /: a draft$/ }).waitFor()
}

export async function approveReport(page: Page, paragraph: string): Promise<void> {
  await page.getByLabel('Your paragraph').fill(paragraph)
  await page.getByRole('button', { name: 'Save the paragraph' }).click()
  await page.getByRole('article').getByText(paragraph).waitFor()
  await page.getByRole('button', { name: /^Approve for/ }).click()
  // The month of a journey is always the present one.
  const again = page.getByRole('dialog', { name: /is not over yet$/ })
  await again.getByText('An approved report does not change').waitFor()
  await again.getByRole('button', { name: 'Approve it now' }).click()
  await page.getByRole('heading', { level: 1, name: /: approved$/ }).waitFor()
}

/** Gives the one-time link for a person of a client. */
export async function inviteManager(page: Page, of: { name: string; email: string; client: string }): Promise<string> {
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await page.getByRole('button', { name: 'Invite a person' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite a person' })
  await dialog.getByLabel(/^Name/).fill(of.name)
  await dialog.getByLabel('E-mail address').fill(of.email)
  await dialog.getByLabel('Role').selectOption({ label: 'Client’s manager' })
  await dialog.getByLabel(of.client).check()
  await dialog.getByRole('button', { name: 'Make the invitation' }).click()
  return dialog.getByRole('code').innerText()
}
