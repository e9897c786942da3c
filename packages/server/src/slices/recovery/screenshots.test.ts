import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createScreenshots, type Screenshots } from './screenshots.ts'

let folder: string
let screenshots: Screenshots
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'screenshots-'))
  screenshots = createScreenshots(folder)
})
afterEach(() => rmSync(folder, { recursive: true }))

const png = Buffer.from('picture')

test('a picture is kept under the hash of its content, once, for nobody else’s eyes', async () => {
  const name = await screenshots.keep(png)
  expect(await screenshots.keep(png)).toBe(name)
  expect(name).toMatch(/^[0-9a-f]{64}$/)
  expect(await screenshots.load(name)).toEqual(png)
  const kept = join(folder, name.slice(0, 2))
  expect(readdirSync(kept)).toEqual([`${name}.png`])
  expect(statSync(join(kept, `${name}.png`)).mode & 0o777).toBe(0o600)
})

test('a picture that was changed afterwards is not shown', async () => {
  const name = await screenshots.keep(png)
  writeFileSync(join(folder, name.slice(0, 2), `${name}.png`), 'other')
  expect(await screenshots.load(name)).toBeNull()
})

test.each(['', 'a'.repeat(64), '../../etc/passwd', `${'a'.repeat(64)}/..`])('%j opens nothing', async (name) => {
  expect(await screenshots.load(name)).toBeNull()
})
