/** Reading what a page shows. */
import type { Page } from '@mainstay/testing/browser'

export async function title(page: Page, words: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: words, exact: true }).waitFor()
}

/** The words after `./mainstay` of a command that the page shows for copying. */
export async function commandOn(page: Page, start: string): Promise<string[]> {
  const shown = await page.getByRole('code').filter({ hasText: start }).innerText()
  return shown.split(' ').slice(1)
}
