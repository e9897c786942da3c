// Finds the real programs that tests talk to; one that is missing is an error that says how to install it.
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program of the distribution, by its absolute path. */
export interface Peer {
  path: string
}

/** The program on the PATH. `debianPackage` is what brings it. */
export function requireProgram(program: string, debianPackage: string): Peer {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']
  const path = folders.map((folder) => join(folder, program)).find((candidate) => existsSync(candidate))
  if (path === undefined) throw new Error(missing(program, debianPackage))
  return { path }
}

/** The folder of a PostgreSQL server's programs, 15 or newer, which Debian keeps off the PATH; the oldest, as the stricter one. */
export function requirePostgresql(folder = '/usr/lib/postgresql'): { binaries: string; major: number } {
  const majors = existsSync(folder) ? readdirSync(folder).map(Number) : []
  const major = majors.filter((one) => one >= 15 && existsSync(join(folder, String(one), 'bin', 'initdb'))).sort((a, b) => a - b)[0]
  if (major === undefined) throw new Error(missing('A PostgreSQL server, 15 or newer,', 'postgresql'))
  return { binaries: join(folder, String(major), 'bin'), major }
}

function missing(what: string, debianPackage: string): string {
  return `${what} is missing. Run "npm test" as root, which installs it, or: sudo apt-get install -y --no-install-recommends ${debianPackage}`
}
