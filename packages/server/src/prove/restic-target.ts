/** A repository, reached by a restic whose cache and drafts lie in our scratch folder. */
import type { PasswordSource, ResticTarget } from './restic-process.ts'
import type { Scratch } from './scratch.ts'

type Repository = { repository: string; password: PasswordSource; binary?: string; env?: NodeJS.ProcessEnv }

export function targetOf(options: Repository, scratch: Scratch): ResticTarget {
  return {
    binary: options.binary ?? 'restic',
    repository: options.repository,
    password: options.password,
    env: options.env ?? process.env,
    cacheFolder: scratch.cache,
    temporaryFolder: scratch.temporary,
    onStart: (pid) => void scratch.addChild(pid),
  }
}
