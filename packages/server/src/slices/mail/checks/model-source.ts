/** The model that scores: the trained one where `mainstay mail train` puts it, else the one that Mainstay brings. A new file is taken up without a restart. */
import { readFile, stat } from 'node:fs/promises'
import { AppError } from '@mainstay/kernel'
import { hasCode } from '../../../platform/files/durable.ts'
import type { Log } from '../../../platform/log/index.ts'
import { decodeModel, type MailModel, priorModel } from '../scoring/index.ts'

export type ModelSource = {
  /** The same object until there is another model; its weights are shared with threads that it is sent to. */
  current(): Promise<MailModel>
}

/** Between two looks at the file. */
const LOOK_MS = 5000

/** A file that is no model is named in the log once; the prior goes on, or the model that was good before. */
export function createModelSource({ file, now, log }: { file: string; now: () => number; log: Log }): ModelSource {
  let model: MailModel | null = null
  let known = ''
  let nextLook = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | null = null

  const look = async (): Promise<void> => {
    const found = await signOf(file)
    if (found !== known) {
      known = found
      try {
        if (found === NOT_THERE) model = null
        else {
          model = shared(decodeModel(await readFile(file), file))
          log.info({ file, trainedOn: model.trainedOn }, 'mail is scored by the trained model')
        }
      } catch (error) {
        const detail = error instanceof AppError ? error.message : String(error)
        log.error({ file, detail }, 'the trained model of the mail scorer cannot be used; mail is scored as before')
      }
    }
    model ??= shared(priorModel())
    nextLook = now() + LOOK_MS
  }
  return {
    current: async () => {
      if (model === null || now() >= nextLook) {
        looking ??= look().finally(() => {
          looking = null
        })
        await looking
      }
      return model ?? priorModel()
    },
  }
}

const NOT_THERE = 'not there'

/** What tells one state of the file from another. Training writes beside it and renames: the inode changes too. */
async function signOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(file)
    return `${ino} ${size} ${mtimeMs}`
  } catch (error) {
    return hasCode(error, 'ENOENT', 'ENOTDIR') ? NOT_THERE : String(error)
  }
}

/** Weights in memory that threads look at together, instead of one copy for each. */
function shared(model: MailModel): MailModel {
  const share = (head: MailModel['spam']): MailModel['spam'] => {
    if (head === null) return null
    const weights = new Float32Array(new SharedArrayBuffer(head.weights.byteLength))
    weights.set(head.weights)
    return { ...head, weights }
  }
  return { ...model, spam: share(model.spam), phishing: share(model.phishing) }
}
