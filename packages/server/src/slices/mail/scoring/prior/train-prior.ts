/** Makes `prior.model`: `node train-prior.ts FOLDER`, which has `ham` and `spam`; of them only `sa-*`, whose licence allows it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeModel } from '../model/model-file.ts'
import { createTrainer } from '../training.ts'
import { ownMail } from './own-mail.ts'

/** So many weights keep the file small, and lose nothing that can be measured. */
const MOST_WEIGHTS = 60_000
/** Of each kind. */
const OWN_MESSAGES = 200

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node train-prior.ts FOLDER')
const trainer = createTrainer()
for (const label of ['ham', 'spam'] as const) {
  const files = readdirSync(join(folder, label)).filter((name) => name.startsWith('sa-'))
  for (const file of files.sort()) trainer.add(readFileSync(join(folder, label, file)), label)
}
for (const label of ['ham', 'spam', 'phish'] as const) for (const raw of ownMail(label, OWN_MESSAGES)) trainer.add(raw, label)
const { model } = trainer.train('prior')
writeFileSync(join(import.meta.dirname, 'prior.model'), encodeModel(model, MOST_WEIGHTS))
