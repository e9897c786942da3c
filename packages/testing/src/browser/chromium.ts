/** Starts the distribution's Chromium without a screen, and ends it whole. */
import { type Browser, chromium } from 'playwright-core'
import { requireChromium } from '../peers/index.ts'

/** Tests run as root too, where Chromium's own sandbox refuses; it only sees pages of ours. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: requireChromium().path, args: FLAGS })
}

/** Contexts first: a page that still loads would keep the browser from ending. */
export async function closeChromium(browser: Browser): Promise<void> {
  for (const context of browser.contexts()) await context.close()
  await browser.close()
}
