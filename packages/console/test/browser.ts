/** A real Chromium over the built console and the fixture's server. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { closeChromium, launchChromium } from '@mainstay/testing/browser'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import type { Mood } from './fixture/api.ts'
import { startFixtureServer } from './fixture/server.ts'

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

export type Scene = {
  mood: Mood
  /** A new page; what its console calls an error is in `errors`. */
  open(path: string, o?: { width?: number; scheme?: 'light' | 'dark' }): Promise<{ page: Page; errors: string[] }>
  close(): Promise<void>
}

export async function startScene(): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-console-'))
  await build({ root: join(import.meta.dirname, '..'), logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } })
  const mood: Mood = { who: 'staff', devices: 41, api: 'fine' }
  const server = await startFixtureServer(folder, mood)
  const browser = await launchChromium()
  return {
    mood,
    open: async (path, { width = 1280, scheme = 'light' } = {}) => {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme: scheme, reducedMotion: 'reduce' })
      const page = await context.newPage()
      const errors: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) errors.push(message.text())
      })
      page.on('pageerror', (error) => errors.push(error.message))
      await page.goto(`${server.url}${path}`)
      return { page, errors }
    },
    close: async () => {
      await closeChromium(browser)
      await server.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** WCAG 2.2 AA as far as a program can see it, one line for each finding. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
  )
}

/** How far the page is wider than the screen, which on a phone is the first thing that annoys. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth))
}
