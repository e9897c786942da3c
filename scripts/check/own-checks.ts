// The static checks that are the project's own, as functions from the checkout to the problems found.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { architectureViolations } from '../architecture/violations.ts'
import { absentOptionals, type LockFile } from '../lock-file/completeness.mjs'
import { checkLengths, countLines } from './file-lengths.ts'
import { forbiddenText } from './forbidden-text.ts'
import { checkMigrationNames } from './migration-names.ts'
import { registryHosts } from './registry-hosts.ts'
import { isSource, isTest, repositoryFiles } from './repository-files.ts'

export interface Outcome {
  problems: string[]
  /** What a person may want to know although nothing is wrong. */
  note?: string
}

export const ownChecks: Record<string, (root: string) => Outcome> = {
  architecture: (root) => ({ problems: architectureViolations(root).map(({ rule, file, text }) => `${file}: ${text} (${rule})`) }),

  'file lengths': (root) =>
    checkLengths(
      repositoryFiles(root)
        .filter(isSource)
        .map((path) => ({ path, lines: countLines(readFileSync(join(root, path), 'utf8')), test: isTest(path) })),
    ),

  'forbidden text': (root) => {
    const hosts = registryHosts()
    return { problems: repositoryFiles(root).flatMap((path) => forbiddenText(path, readFileSync(join(root, path), 'utf8'), hosts)) }
  },

  'migration names': (root) => ({ problems: checkMigrationNames(repositoryFiles(root)) }),

  'lock file': (root) => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile
    const absent = absentOptionals(lock).map(({ name, wantedBy }) => `${name}, which ${wantedBy} names, is missing`)
    return { problems: absent.length === 0 ? [] : [...absent, 'run: npm run lock:complete'] }
  },
}
