/** Where the passphrase of a signing key comes from: a named file, or the person at the terminal. Never an argument, never the environment. */
import { readFile } from 'node:fs/promises'
import { AppError } from '@mainstay/kernel'
import type { Io } from '../io.ts'

export type Passphrases = { existing(): Promise<string>; fresh(): Promise<string> }

const MIN_LENGTH = 12

export function passphrasesFrom(io: Pick<Io, 'env' | 'ask'>): Passphrases {
  const fromFile = async () => {
    const path = io.env['MAINSTAY_KEY_PASSPHRASE_FILE']
    return path ? (await readFile(path, 'utf8')).replace(/\r?\n$/, '') : null
  }
  const ask = async (question: string) => {
    if (io.ask === null) throw new AppError('cli.passphrase-needed')
    return io.ask(question, { hidden: true })
  }
  return {
    existing: async () => (await fromFile()) ?? ask('Passphrase of the signing key: '),
    async fresh() {
      const file = await fromFile()
      const chosen = file ?? (await ask('New passphrase (at least 12 characters): '))
      if (chosen.length < MIN_LENGTH) throw new AppError('cli.passphrase-weak')
      if (file === null && (await ask('The same again: ')) !== chosen)
        throw new AppError('cli.usage', { detail: 'The two passphrases differ; nothing was changed.' })
      return chosen
    },
  }
}
