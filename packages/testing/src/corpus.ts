// The larger test material from outside the repository, which `npm test -- --corpus DIR` offers.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The folder of that name in the corpus, or null where none was given: tests then do with what they generate.
 * @param name such as `mail`
 */
export function corpusFolder(name: string, environment: NodeJS.ProcessEnv = process.env): string | null {
  const corpus = environment.CORPUS_DIR
  const folder = corpus === undefined ? null : join(corpus, name)
  return folder !== null && existsSync(folder) ? folder : null
}
