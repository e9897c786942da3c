/** The scorer's quality on messages that it has not seen, by chance, source and month, and beside SpamAssassin and rspamd on the same. */
import { readFileSync } from 'node:fs'
import { createScorer, createTrainer } from '../src/mail.ts'
import { print } from './machine.ts'
import { type Message, openCorpus } from './mail/corpus.ts'
import { rspamd } from './mail/rspamd.ts'
import { spamAssassin } from './mail/spamassassin.ts'
import { byChance, curve, halves, honest, leaveOut, ours, type Stopped } from './mail/splits.ts'

const RATES = [0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02]
const FOLDS = 5

const corpus = openCorpus()
if (corpus === null) {
  console.error('mail-quality: no corpus was given: CORPUS_DIR=DIR npm run bench -- mail-quality, where DIR has mail/dev.tar.xz')
} else {
  try {
    await measure(corpus.messages, corpus.folder)
  } finally {
    corpus.remove()
  }
}

async function measure(messages: Message[], folder: string): Promise<void> {
  for (const { rate, stopped } of curve(messages, byChance(messages), RATES))
    say(`ten folds by chance, at ${percent(rate)} % false alarms`, stopped, messages.length)
  const { spam, phish, ham } = honest(messages, FOLDS)
  figure('threshold chosen by training, spam stopped', spam, '>= 95', (spam ?? 0) >= 0.95, messages.length)
  figure('threshold chosen by training, phishing stopped', phish, '>= 97', (phish ?? 0) >= 0.97, messages.length)
  figure('threshold chosen by training, wrongly stopped', ham, '<= 0.1', (ham ?? 1) <= 0.001, messages.length)
  for (const { group, count, stopped } of leaveOut(messages, ({ source }) => source)) say(`without source ${group}`, stopped, count)
  for (const { group, count, stopped } of leaveOut(messages, ({ month }) => quarterOf(month))) say(`without ${group}`, stopped, count)
  await compare(messages, folder)
}

async function compare(messages: Message[], folder: string): Promise<void> {
  const { taught, judged } = halves(messages)
  const started = performance.now()
  const heads = ours(taught, judged)
  console.error(`ours: ${((performance.now() - started) / 1000).toFixed(0)} s for training and scoring of ready features`)
  const theirs = { SpamAssassin: spamAssassin(folder, taught, judged), rspamd: await rspamd(folder, taught, judged) }
  for (const [name, scores] of [['Mainstay', heads], ...Object.entries(theirs).map(([name, { scores }]) => [name, scores] as const)] as [
    string,
    number[],
  ][]) {
    for (const { rate, stopped } of curve(judged, scores, [0.001, 0.002, 0.005, 0.01]))
      say(`half taught, ${name} at ${percent(rate)} % false alarms`, stopped, judged.length)
  }
  for (const [name, { seconds }] of Object.entries(theirs))
    print({ name: `${name}, one at a time`, value: judged.length / seconds, unit: 'messages/s', samples: judged.length })
  print({ name: 'Mainstay, one at a time', value: speed(taught, judged), unit: 'messages/s', samples: judged.length })
}

/** From the bytes to the verdict with its reasons, in one thread. */
function speed(taught: Message[], judged: Message[]): number {
  const trainer = createTrainer()
  for (const { path, label } of taught) trainer.add(readFileSync(path), label)
  const scorer = createScorer({ model: trainer.train('trained').model })
  const context = { envelope: { mailFrom: null, recipients: [], remoteAddress: null, helo: null }, now: new Date(0) }
  const raws = judged.map(({ path }) => readFileSync(path))
  for (const raw of raws.slice(0, 200)) scorer.score(raw, context)
  const started = performance.now()
  for (const raw of raws) scorer.score(raw, context)
  return (raws.length / (performance.now() - started)) * 1000
}

function quarterOf(month: string): string {
  const [year = '', number = ''] = month.split('-')
  return number === '' ? 'the undated' : `${year}-Q${Math.ceil(Number(number) / 3)}`
}

function say(what: string, { spam, phish, ham }: Stopped, samples: number): void {
  for (const [name, share] of [
    ['spam stopped', spam],
    ['phishing stopped', phish],
    ['wrongly stopped', ham],
  ] as const)
    if (share !== null) print({ name: `${what}: ${name}`, value: share * 100, unit: '%', samples })
}

function figure(name: string, share: number | null, target: string, met: boolean, samples: number): void {
  if (share !== null) print({ name, value: share * 100, unit: '%', target, met, samples })
}

function percent(rate: number): string {
  return String(Math.round(rate * 100_000) / 1000)
}
