/** From messages with labels to a model, and to what it does with messages that it has not seen. */
import { createHash } from 'node:crypto'
import { parseMessage } from '../../../platform/mime/index.ts'
import { readFacts } from './facts.ts'
import { extract } from './features/extract.ts'
import type { MailModel } from './model/model.ts'
import { QUARANTINE_AT } from './model/model.ts'
import { type Example, type Label, trainModel } from './model/train.ts'
import { rawPoints } from './scorer.ts'

export type Unseen = { spamStopped: number | null; phishingStopped: number | null; wronglyStopped: number }

export type Trainer = {
  /** False of a message that was added before: twice the same one would be judged by a model that has seen it. */
  add(raw: Uint8Array, label: Label): boolean
  /** How many of each; of those with two labels none counts. */
  counts(): Record<Label, number> & { contradicting: number }
  train(origin: MailModel['origin']): { model: MailModel; unseen: Unseen }
}

export function createTrainer(): Trainer {
  const examples = new Map<string, Example>()
  const contradicting = new Set<string>()
  const usable = () => [...examples].flatMap(([key, example]) => (contradicting.has(key) ? [] : [example]))
  return {
    add(raw, label) {
      const key = createHash('sha256').update(raw).digest('base64')
      const known = examples.get(key)
      if (known !== undefined) {
        if (known.label !== label) contradicting.add(key)
        return false
      }
      examples.set(key, exampleOf(raw, label))
      return true
    },
    counts() {
      const list = usable()
      const of = (label: Label) => list.filter((one) => one.label === label).length
      return { ham: of('ham'), spam: of('spam'), phish: of('phish'), contradicting: contradicting.size }
    },
    train(origin) {
      const list = usable()
      const { model, scores } = trainModel(list, origin)
      const stopped = (label: Label) => {
        const points = list.flatMap((one, index) => (one.label === label ? [(scores[index] ?? 0) + model.offset] : []))
        return points.length === 0 ? null : points.filter((one) => one >= QUARANTINE_AT).length / points.length
      }
      return { model, unseen: { spamStopped: stopped('spam'), phishingStopped: stopped('phish'), wronglyStopped: stopped('ham') ?? 0 } }
    },
  }
}

export function exampleOf(raw: Uint8Array, label: Label): Example {
  const facts = readFacts(parseMessage(raw))
  return { vector: extract(facts), label, rules: rawPoints(0, facts) }
}
