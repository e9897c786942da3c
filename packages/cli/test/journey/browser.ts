/** A page of a journey, whose complaints are the test's. */
import type { Browser, Page } from '@mainstay/testing/browser'

export type Viewport = { width: number; height: number }

/** Two files of tests run at a time: a page may be slow, and is still right. Milliseconds. */
const PATIENCE_MS = 30_000

/** `complaints` takes what the page calls an error; requests that are refused are told apart by the caller, who knows which are meant. */
export async function openPage(browser: Browser, complaints: string[], viewport: Viewport = { width: 1280, height: 800 }): Promise<Page> {
  const context = await browser.newContext({ viewport })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text())
  })
  return page
}
