// Takes the pictures of the README on a real server with real agents and real backups: nothing on them is made up but the names.
import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { acceptInvitation, CUSTOMER, reportPdf } from '../../packages/cli/test/journey/customer.ts'
import * as owner from '../../packages/cli/test/journey/owner.ts'
import { startProduct } from '../../packages/cli/test/journey/product.ts'
import { closeChromium, launchChromium } from '../../packages/testing/src/browser/index.ts'
import { requirePoppler } from '../../packages/testing/src/peers/index.ts'

const FOLDER = join(import.meta.dirname, '../../docs/screenshots')
const CLIENT = { name: 'Harbour Bakery', zone: 'Europe/Amsterdam', site: 'Quay 4' }
/** The last one stays unprotected: the pictures show what that looks like. */
const HOSTS = ['books', 'till-1', 'front-desk']
const PARAGRAPH =
  'Your books and your till were brought back in a test today, and every file was whole. The machine at the front desk is not backed up yet; let us talk about it next week.'
/** So that the charts have something to show. `--minutes N`. */
const MINUTES = Number(process.argv[process.argv.indexOf('--minutes') + 1] ?? 9) || 9
const MOST_BYTES = 200_000

const say = (line: string) => void process.stderr.write(`${line}\n`)
const asRoot = process.getuid?.() === 0
const { toPictures } = requirePoppler()
mkdirSync(FOLDER, { recursive: true })

const product = await startProduct()
const browser = await launchChromium()
try {
  const page = await open(1280, 800)
  await owner.firstSignIn(page, product.firstSignIn)
  await owner.switchOnSecondStep(page)
  await owner.makeClient(page, CLIENT)
  const command = await owner.enrolmentCommand(page, { client: CLIENT.name, site: CLIENT.site })
  for (const host of HOSTS) {
    const line = (await product.mainstay(...command)).split('\n', 1)[0] ?? ''
    product.install(line, asRoot ? host : undefined)
  }
  say(`${HOSTS.length} agents run; measuring for ${MINUTES} minutes`)
  await page.goto(`${product.url}/devices`)
  await page
    .locator('a[data-row]')
    .nth(HOSTS.length - 1)
    .waitFor({ timeout: 60_000 })
  const links = await page.locator('a[data-row]').all()
  const paths = await Promise.all(links.map((one) => one.getAttribute('href')))
  for (const path of paths.slice(0, asRoot ? undefined : 2)) {
    await page.goto(`${product.url}${path}`)
    const name = (await page.getByRole('heading', { level: 1 }).innerText()).split(' ', 1)[0] ?? ''
    if (name === HOSTS.at(-1)) continue
    await owner.draftProtection(page, filesOf(name))
    await product.mainstay('sign', '--all', '--yes')
    await page.getByRole('heading', { level: 1, name: /is signed, and/ }).waitFor({ timeout: 60_000 })
  }
  await sleep(MINUTES * 60_000)
  await page.goto(`${product.url}/recovery`)
  await picture('recovery', page)
  await page.locator('a.strip-good').first().click()
  await page.getByRole('heading', { level: 1, name: /came back in/ }).waitFor()
  await picture('proof', page)
  await page
    .getByRole('link', { name: /^(books|till-1)$/ })
    .first()
    .click()
  await page.getByRole('heading', { level: 1, name: /is proven to come back/ }).waitFor()
  await page.getByRole('figure', { name: 'Processor' }).getByRole('img').waitFor()
  await page.setViewportSize({ width: 1280, height: 1420 })
  await picture('device', page)
  await page.setViewportSize({ width: 1280, height: 1000 })
  await owner.draftReport(page, CLIENT.name)
  await page.goto(product.url)
  await picture('today', page)
  await page.getByRole('link', { name: /The report of/ }).click()
  await page.getByLabel('Your paragraph').fill(PARAGRAPH)
  await picture('report', page)
  await owner.approveReport(page, PARAGRAPH)
  const link = await owner.inviteManager(page, { ...CUSTOMER, client: CLIENT.name })

  const portal = await open(1280, 1000)
  await acceptInvitation(portal, link)
  await picture('portal', portal)
  const pdf = await reportPdf(portal)
  await portal.setViewportSize({ width: 390, height: 844 })
  await picture('portal-phone', portal)
  await portal.getByRole('link', { name: 'Your systems' }).click()
  await portal.getByRole('heading', { level: 1, name: /proven to come back/ }).waitFor()
  await picture('portal-systems-phone', portal)
  pictureOfPdf(pdf)
} finally {
  await closeChromium(browser)
  await product.stop()
}

async function open(width: number, height: number) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: 'light', reducedMotion: 'reduce' })
  return context.newPage()
}

async function picture(name: string, page: Awaited<ReturnType<typeof open>>): Promise<void> {
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
  await page.evaluate('document.fonts.ready.then(() => true)')
  await sleep(500)
  const path = join(FOLDER, `${name}.png`)
  await page.screenshot({ path })
  told(path)
}

/** Page one, at a size that can be read. */
function pictureOfPdf(pdf: Buffer): void {
  const path = join(FOLDER, 'report-pdf')
  const { status, stderr } = spawnSync(toPictures.path, ['-png', '-r', '100', '-f', '1', '-singlefile', '-', path], { input: pdf })
  if (status !== 0) throw new Error(`pdftoppm: ${stderr.toString()}`)
  told(`${path}.png`)
}

function told(path: string): void {
  const { size } = statSync(path)
  if (size > MOST_BYTES) throw new Error(`${path} has ${size} bytes, more than ${MOST_BYTES}`)
  say(`${path}: ${Math.round(size / 1000)} kB`)
}

/** Some files that a firm might have. */
function filesOf(host: string): string {
  const folder = join(product.folder, 'srv', host)
  mkdirSync(folder, { recursive: true })
  for (let n = 1; n <= 60; n++) writeFileSync(join(folder, `ledger-${n}.csv`), `2026-11-${1 + (n % 28)},rye,${n}\n`.repeat(20_000))
  return folder
}
