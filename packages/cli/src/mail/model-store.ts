/** Where the trained model of the scorer lies, and which one is used. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { decodeModel, encodeModel, type MailModel, priorModel } from '@mainstay/server/mail'
import type { Io } from '../io.ts'
import { usage } from '../outcome.ts'
import { foldersOf } from '../processes/folders.ts'

export function modelPath(file: string | undefined, data: string | undefined, env: Io['env']): string {
  return file ?? join(foldersOf(data, env).root, 'mail', 'scorer.model')
}

/** The named one; else the trained one where it lies by default; else the prior that Mainstay brings, which is said on stderr. */
export async function loadModel(file: string | undefined, data: string | undefined, io: Io): Promise<MailModel> {
  const path = modelPath(file, data, io.env)
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (file !== undefined)
      throw usage(absent ? `there is no model ${file}` : `the model ${file} cannot be read: ${error instanceof Error ? error.message : ''}`)
    if (!absent) throw error
    io.err('mainstay: no trained model yet, so the one that Mainstay brings is used. Train one on your own mail: mainstay mail train.\n')
    return priorModel()
  }
  return decodeModel(bytes, path)
}

/** Whole or not at all: written beside it, then renamed. */
export async function saveModel(path: string, model: MailModel): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    const temporary = `${path}.${process.pid}.tmp`
    await writeFile(temporary, encodeModel(model))
    await rename(temporary, path)
  } catch (error) {
    throw new AppError('cli.system', { detail: error instanceof Error ? error.message : String(error) })
  }
}
