/** The model that Mainstay brings: trained by `train-prior.ts` on SpamAssassin's public corpus and on text of our own, and on nothing else. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeModel } from '../model/model-file.ts'
import type { MailModel } from '../model/model.ts'

const FILE = join(import.meta.dirname, 'prior.model')

export function priorModel(): MailModel {
  return decodeModel(readFileSync(FILE), FILE)
}
