import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { MailScoreSchema, MailTrainingSchema } from '@mainstay/contract/mail'
import { ownMail } from '@mainstay/server/test/own-mail'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTerminal, type Terminal } from './terminal.ts'

const root = mkdtempSync(join(tmpdir(), 'mainstay-mail-'))
const folder = (name: string) => join(root, name)
let terminal: Terminal

beforeAll(() => {
  terminal = openTerminal({ MAINSTAY_DATA_DIR: folder('data') })
  for (const label of ['ham', 'spam', 'phish'] as const) {
    mkdirSync(folder(label))
    for (const [index, raw] of ownMail(label, 40).entries()) writeFileSync(join(folder(label), `${index}.eml`), raw)
  }
  mkdirSync(folder('other'))
  for (const [index, raw] of ownMail('phish', 5, 9).entries()) writeFileSync(join(folder('other'), `phish-${index}.eml`), raw)
  for (const [index, raw] of ownMail('ham', 5, 9).entries()) writeFileSync(join(folder('other'), `ham-${index}.eml`), raw)
  mkdirSync(folder('empty'))
})
afterAll(() => {
  terminal.remove()
  rmSync(root, { recursive: true })
})

const labels = () => ['--ham', folder('ham'), '--spam', folder('spam'), '--phish', folder('phish')]
const lines = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => MailScoreSchema.strict().parse(JSON.parse(line)))

test('before anything was trained, the model that Mainstay brings scores, and it is said', async () => {
  const { code, out, err } = await terminal.run('mail', 'score', folder('other'), '--json')
  expect(code).toBe(0)
  expect(lines(out)).toHaveLength(10)
  expect(err).toContain('the one that Mainstay brings is used')
})

test('train, then score: what was learned holds for messages that were not there', async () => {
  const trained = await terminal.run('mail', 'train', ...labels(), '--json')
  expect(trained.err).not.toContain('Error')
  expect(trained.code).toBe(0)
  const result = MailTrainingSchema.parse(trained.json())
  expect(result).toMatchObject({ model: join(folder('data'), 'mail', 'scorer.model'), trainedOn: { ham: 40, spam: 40, phish: 40 } })
  const { code, out, err } = await terminal.run('mail', 'score', folder('other'), '--json')
  expect([code, err]).toEqual([0, ''])
  for (const { file, verdict, reasons } of lines(out)) {
    expect(['quarantine', 'reject'].includes(verdict)).toBe(file.includes('phish-'))
    expect(reasons.length).toBeGreaterThan(0)
  }
  expect(readdirSync(join(folder('data'), 'mail'))).toEqual(['scorer.model'])
})

test('the same messages give the same model, byte for byte', async () => {
  const [one, two] = [folder('one.model'), folder('two.model')]
  await terminal.run('mail', 'train', ...labels(), '--model', one)
  await terminal.run('mail', 'train', ...labels(), '--model', two)
  expect(readFileSync(one).equals(readFileSync(two))).toBe(true)
})

test('for a client: its people, lists and thresholds', async () => {
  mkdirSync(join(folder('data'), 'mail', 'clients'), { recursive: true })
  writeFileSync(
    join(folder('data'), 'mail', 'clients', 'acme.json'),
    JSON.stringify({
      domains: ['acme.example'],
      people: [{ name: 'Ann Lee', addresses: ['ann@acme.example'] }],
      known: [],
      deny: ['bad.example'],
    }),
  )
  const file = folder('impostor.eml')
  writeFileSync(file, 'From: Ann Lee <ann.lee@home.example>\nSubject: Quick task\n\nAre you available? Please buy gift cards.\n')
  const ids = async (...more: string[]) =>
    lines((await terminal.run('mail', 'score', file, '--json', ...more)).out)[0]?.reasons.map(({ id }) => id)
  expect(await ids('--client', 'acme')).toEqual(expect.arrayContaining(['impersonation.person', 'sender.first-time', 'request.gift-cards']))
  expect(await ids()).not.toContain('impersonation.person')
  writeFileSync(file, 'From: x@bad.example\n\nHello\n')
  expect(await ids('--client', 'acme')).toContain('list.deny')
})

describe('what cannot be done is said in one line', () => {
  const said = async (code: number, text: RegExp, ...args: string[]) => {
    const ran = await terminal.run('mail', ...args)
    expect(ran.err).toMatch(text)
    expect(ran.err.trim().split('\n')).toHaveLength(1)
    expect(ran.code).toBe(code)
  }

  test('a path that is not there', () => said(64, /there is no file or folder .*nowhere/, 'score', folder('nowhere')))
  test('an empty folder', () => said(64, /there is no message in/, 'score', folder('empty')))
  test('no path', () => said(64, /missing required argument/, 'score'))
  test('a model that is not there', () => said(64, /there is no model/, 'score', folder('other'), '--model', folder('none.model')))
  test('a client that is not known', () => said(64, /acme2\.json/, 'score', folder('other'), '--client', 'acme2'))
  test('a client that is a path', () => said(64, /--client is an id/, 'score', folder('other'), '--client', '../x'))
  test('a folder to learn from that is not there', () =>
    said(64, /there is no folder .*nowhere \(--ham\)/, 'train', '--ham', folder('nowhere'), '--spam', folder('spam')))
  test('an empty folder to learn from', () =>
    said(64, /there is no message in/, 'train', '--ham', folder('empty'), '--spam', folder('spam')))
  test('no --spam', () => said(64, /--spam/, 'train', '--ham', folder('ham')))

  test('the same folder as wanted and as unwanted, by whatever name', async () => {
    symlinkSync(folder('ham'), folder('link'))
    await said(64, /--ham and --spam are the same messages/, 'train', '--ham', folder('ham'), '--spam', folder('ham'))
    await said(64, /--ham and --spam are the same messages/, 'train', '--ham', folder('ham'), '--spam', folder('link'))
  })

  test('too few messages', async () => {
    mkdirSync(folder('few'))
    writeFileSync(join(folder('few'), 'a.eml'), 'Subject: a\n\nb\n')
    await said(
      65,
      /at least 20 wanted and 20 unwanted messages, and there are 40 and 1/,
      'train',
      '--ham',
      folder('ham'),
      '--spam',
      folder('few'),
      '--model',
      folder('few.model'),
    )
  })

  test('a file that is no model, one cut short, and one of another version', async () => {
    writeFileSync(folder('bad.model'), 'nothing of the kind')
    await said(65, /bad\.model is not a model of the mail scorer/, 'score', folder('other'), '--model', folder('bad.model'))
    const data = gunzipSync(readFileSync(folder('one.model')))
    writeFileSync(folder('short.model'), gzipSync(data.subarray(0, data.length - 10)))
    await said(
      65,
      /short\.model is not a model of the mail scorer: it is cut short/,
      'score',
      folder('other'),
      '--model',
      folder('short.model'),
    )
    const newline = data.indexOf(10)
    const header = { ...(JSON.parse(data.toString('utf8', 0, newline)) as Record<string, unknown>), features: 99 }
    writeFileSync(folder('next.model'), gzipSync(Buffer.concat([Buffer.from(JSON.stringify(header)), data.subarray(newline)])))
    await said(
      65,
      /was trained by another version \(features 99, this one has 2\)/,
      'score',
      folder('other'),
      '--model',
      folder('next.model'),
    )
  })
})

test('a message under both labels counts for neither, and twice the same one once', async () => {
  mkdirSync(folder('mixed'))
  for (const [index, raw] of [...ownMail('spam', 25, 3), ...ownMail('ham', 1), ...ownMail('spam', 1, 3)].entries())
    writeFileSync(join(folder('mixed'), `${index}.eml`), raw)
  const { err, json } = await terminal.run(
    'mail',
    'train',
    '--ham',
    folder('ham'),
    '--spam',
    folder('mixed'),
    '--model',
    folder('mixed.model'),
    '--json',
  )
  expect(err).toContain('2 messages came more than once and count once; 1 of them stood as wanted and as unwanted, and were left out')
  expect(json()).toMatchObject({ trainedOn: { ham: 39, spam: 25, phish: 0 } })
})

test('a binary file is scored; one that cannot be read is named, the others are scored, and the exit says so', async () => {
  mkdirSync(folder('odd'))
  writeFileSync(join(folder('odd'), 'a.bin'), Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)))
  writeFileSync(join(folder('odd'), 'b.eml'), '')
  symlinkSync('/nowhere', join(folder('odd'), 'c.eml'))
  const { code, out } = await terminal.run('mail', 'score', folder('odd'), '--json')
  expect(code).toBe(0)
  expect(lines(out).map(({ file }) => file.slice(-5))).toEqual(['a.bin', 'b.eml'])
  const { code: second, err } = await terminal.run('mail', 'score', join(folder('odd'), 'a.bin'), '/dev/null', '--json')
  expect(err).toContain('/dev/null was not scored: it is no ordinary file')
  expect(second).toBe(1)
})
