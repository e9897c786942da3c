/** Checks of a started server as lines that a person types: `tcp 5432`, `http 80 /health contains ok`, `serial login:`; any other as JSON. */
import { type ProofCheck, ProofCheckSchema } from '@mainstay/contract/recovery'

export const CHECK_LINES_HELP = 'One a line: tcp 5432 · http 80 /path contains text · https 443 · serial login: · file /srv/orders.csv'

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
    default:
      return null
  }
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
