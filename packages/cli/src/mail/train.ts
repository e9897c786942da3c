/** Reads labelled folders, trains, and keeps the model. */
import { realpath } from 'node:fs/promises'
import type { MailTraining } from '@mainstay/contract/mail'
import { AppError } from '@mainstay/kernel'
import { createTrainer } from '@mainstay/server/mail'
import type { Io } from '../io.ts'
import { usage } from '../outcome.ts'
import { messagesIn } from './message-files.ts'
import { saveModel } from './model-store.ts'

export type TrainFolders = { ham: string[]; spam: string[]; phish?: string[] }

/** Fewer of a kind teach nothing that would hold. */
const LEAST = 20

export async function train(io: Io, folders: TrainFolders, path: string): Promise<MailTraining> {
  const started = performance.now()
  const labelled = { ham: folders.ham, spam: folders.spam, phish: folders.phish ?? [] }
  await assertApart(labelled)
  const trainer = createTrainer()
  let [repeated, unreadable] = [0, 0]
  for (const label of ['ham', 'spam', 'phish'] as const) {
    if (labelled[label].length === 0) continue
    for await (const { file, bytes, problem } of messagesIn(labelled[label])) {
      if (problem !== null) {
        unreadable++
        io.err(`mainstay: ${file} was left out: ${problem}\n`)
      } else if (!trainer.add(bytes, label)) repeated++
    }
  }
  const { ham, spam, phish, contradicting } = trainer.counts()
  if (repeated > 0)
    io.err(
      `mainstay: ${repeated} messages came more than once and count once${contradicting > 0 ? `; ${contradicting} of them stood as wanted and as unwanted, and were left out` : ''}.\n`,
    )
  if (ham < LEAST || spam + phish < LEAST)
    throw new AppError('mail.training', {
      detail: `it takes at least ${LEAST} wanted and ${LEAST} unwanted messages, and there are ${ham} and ${spam + phish}`,
    })
  io.err(
    `mainstay: training on ${ham} wanted, ${spam} spam and ${phish} phishing messages${unreadable > 0 ? `, without ${unreadable} that could not be read` : ''}\n`,
  )
  const { model, unseen } = trainer.train('trained')
  await saveModel(path, model)
  return { model: path, trainedOn: model.trainedOn, unseen, seconds: Math.round((performance.now() - started) / 100) / 10 }
}

/** The same folder under two labels would teach that wanted is unwanted. */
async function assertApart(folders: Record<string, string[]>): Promise<void> {
  const seen = new Map<string, string>()
  for (const [label, paths] of Object.entries(folders)) {
    for (const path of paths) {
      const real = await realpath(path).catch(() => {
        throw usage(`there is no folder ${path} (--${label})`)
      })
      for (const [other, otherLabel] of seen) {
        if (otherLabel !== label && (real === other || real.startsWith(`${other}/`) || other.startsWith(`${real}/`)))
          throw usage(`--${otherLabel} and --${label} are the same messages: ${path}`)
      }
      seen.set(real, label)
    }
  }
}
