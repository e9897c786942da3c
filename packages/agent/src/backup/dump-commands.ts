/** By which command each database is dumped: its own tool, consistent while it runs. Pure. */
import type { Dump } from '@mainstay/contract/agent'

export type DumpWay =
  /** What the program prints is the dump. */
  | { kind: 'run'; command: string[] }
  /** The program writes the dump to this file first, which is then read. */
  | { kind: 'file'; command: string[]; file: string; source: string }

/** `has`: whether a program is there. `file` is a place for a copy that is made first. */
export function dumpWay(
  dump: Dump,
  o: { isRoot: boolean; has(program: string): boolean; file: string },
): DumpWay | { kind: 'missing'; program: string } {
  switch (dump.engine) {
    case 'postgresql': {
      const program = dump.database === undefined ? 'pg_dumpall' : 'pg_dump'
      if (!o.has(program)) return { kind: 'missing', program }
      // Not compressed: changed parts alone are stored anew.
      const what = dump.database === undefined ? [] : ['--format=custom', '--compress=0', `--dbname=${connection(dump.database)}`]
      const where = [
        ...(dump.socketFolder === undefined ? [] : [`--host=${dump.socketFolder}`]),
        ...(dump.port === undefined ? [] : [`--port=${dump.port}`]),
      ]
      return {
        kind: 'run',
        command: [...inTheNameOf(o.isRoot ? (dump.user ?? 'postgres') : null), program, '--no-password', ...where, ...what],
      }
    }
    case 'mysql': {
      const program = ['mariadb-dump', 'mysqldump'].find(o.has)
      if (program === undefined) return { kind: 'missing', program: 'mariadb-dump or mysqldump' }
      const socket = dump.socket === undefined ? [] : [`--socket=${dump.socket}`]
      const what = dump.database === undefined ? ['--all-databases'] : ['--databases', dump.database]
      const whole = ['--single-transaction', '--quick', '--routines', '--events', '--triggers', '--hex-blob']
      return { kind: 'run', command: [...inTheNameOf(o.isRoot ? (dump.user ?? null) : null), program, ...socket, ...whole, ...what] }
    }
    case 'sqlite':
      if (!o.has('sqlite3')) return { kind: 'missing', program: 'sqlite3' }
      return {
        kind: 'file',
        command: ['sqlite3', '-readonly', '-bail', '-init', '/dev/null', dump.path, '.timeout 60000', `.backup '${o.file}'`],
        file: o.file,
        source: dump.path,
      }
  }
}

/** As a connection string, in which nothing of the name is taken for another setting. */
function connection(database: string): string {
  return `dbname='${database.replace(/[\\']/g, '\\$&')}'`
}

function inTheNameOf(user: string | null): string[] {
  return user === null ? [] : ['runuser', '-u', user, '--']
}
