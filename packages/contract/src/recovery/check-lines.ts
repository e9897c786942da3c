/** Checks of a started server as lines that a person types: `tcp 5432`, `http 80 /health contains ok`, `plugin check_ssh {host}`; any other as JSON. */
import { type ProofCheck, ProofCheckSchema } from './checks.ts'

export const CHECK_LINES_HELP = [
  'One a line: tcp 5432',
  'http 80 /path contains text',
  'https 443',
  'serial login:',
  'file /srv/orders.csv',
  'sql app: select count(*) from orders >= 1',
  'command as root password: systemctl is-active nginx',
  'plugin check_smtp -H {host} -p {port:25}',
].join(' · ')

export type ReadLines = { checks: ProofCheck[] } | { problem: string }

export function readCheckLines(text: string): ReadLines {
  const checks: ProofCheck[] = []
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue
    const parsed = ProofCheckSchema.safeParse(checkOf(line))
    if (!parsed.success) return { problem: `“${line}” is no check. ${CHECK_LINES_HELP}` }
    checks.push(parsed.data)
  }
  return { checks }
}

export function writeCheckLines(checks: readonly ProofCheck[]): string {
  return checks.map(lineOf).join('\n')
}

function checkOf(line: string): unknown {
  if (line.startsWith('{')) return json(line)
  const [, kind = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? []
  switch (kind) {
    case 'tcp':
      return { kind, port: Number(rest) }
    case 'http':
    case 'https': {
      const [, port, path, contains] = /^(\d+)(?:\s+(\/\S*))?(?:\s+contains\s+(.+))?$/.exec(rest) ?? []
      return {
        kind: 'http',
        port: Number(port),
        ...(path === undefined ? {} : { path }),
        ...(contains === undefined ? {} : { contains }),
        ...(kind === 'https' ? { tls: true } : {}),
      }
    }
    case 'serial':
      return { kind, contains: rest }
    case 'file':
      return { kind, path: rest }
    case 'sql':
      return sqlOf(rest)
    case 'command':
      return commandOf(rest)
    case 'plugin':
      return { kind, command: rest.split(/\s+/) }
    default:
      return null
  }
}

/** `app: select … >= 1`, and with a login of its own `app reader secret: select … >= 1`. */
function sqlOf(rest: string): unknown {
  const [, database, user, password, query, min] = /^(\S+?)(?:\s+(\S+)(?:\s+(\S+))?)?:\s+(.+?)\s*>=\s*(-?[\d.]+)$/.exec(rest) ?? []
  return {
    kind: 'sql',
    engine: 'postgres',
    query,
    min: Number(min),
    database,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  }
}

/** `as root secret: systemctl …`; where the console has a shell without a login, the command alone. */
function commandOf(rest: string): unknown {
  const [, user, password, typed] = /^as\s+(\S+?)(?:\s+(\S+))?:\s+(.+)$/.exec(rest) ?? []
  if (user === undefined) return { kind: 'command', command: rest }
  return { kind: 'command', command: typed, login: { user, ...(password === undefined ? {} : { password }) } }
}

function lineOf(check: ProofCheck): string {
  const line = shortLineOf(check)
  const read = line === null ? null : readCheckLines(line)
  // What the short form cannot say, or would say otherwise, stands as it is.
  const same = read !== null && 'checks' in read && JSON.stringify(read.checks.map(ordered)) === JSON.stringify([ordered(check)])
  return same && line !== null ? line : JSON.stringify(check)
}

function shortLineOf(check: ProofCheck): string | null {
  switch (check.kind) {
    case 'tcp':
      return `tcp ${check.port}`
    case 'http':
      return [
        `${check.tls === true ? 'https' : 'http'} ${check.port}`,
        ...(check.path === undefined ? [] : [check.path]),
        ...(check.contains === undefined ? [] : [`contains ${check.contains}`]),
      ].join(' ')
    case 'serial':
      return `serial ${check.contains}`
    case 'file':
      return `file ${check.path}`
    case 'sql':
      return `sql ${[check.database, check.user, check.password].filter((one) => one !== undefined).join(' ')}: ${check.query} >= ${check.min}`
    case 'command':
      return check.login === undefined
        ? `command ${check.command}`
        : `command as ${[check.login.user, check.login.password].filter((one) => one !== undefined).join(' ')}: ${check.command}`
    case 'plugin':
      return `plugin ${check.command.join(' ')}`
    default:
      return null
  }
}

function ordered(check: ProofCheck): unknown {
  return Object.entries(check).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function json(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
