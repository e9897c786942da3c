/** Installed packages of a Linux machine, as each package manager that is there lists them. */
import type { Inventory } from '@mainstay/contract/agent'

type Software = Inventory['software'][number]

/** `name`, `version`, and the source package with its version: what an update or a vulnerability is told by (design 3, 6). */
export const PACKAGE_MANAGERS: { command: string[]; parse(output: string): Software[] }[] = [
  {
    command: ['dpkg-query', '-W', '-f', '${db:Status-Abbrev}\t${Package}\t${Version}\t${source:Package} ${source:Version}\n'],
    parse: parseDpkg,
  },
  { command: ['rpm', '-qa', '--qf', '%{NAME}\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\t%{SOURCERPM}\n'], parse: parseRpm },
  { command: ['apk', 'info', '-v'], parse: parseApk },
]

/** Only what is installed: a package that was removed but not purged stays listed, with another state. */
export function parseDpkg(output: string): Software[] {
  return rows(output).flatMap(([state, name, version, source]) =>
    state?.startsWith('ii') && name && version ? [{ name, version, source: `deb ${source ?? ''}`.trim() }] : [],
  )
}

export function parseRpm(output: string): Software[] {
  return rows(output).flatMap(([name, version, source]) =>
    name && version && name !== 'gpg-pubkey' ? [{ name, version: version.replace(/^0:/, ''), source: `rpm ${source ?? ''}`.trim() }] : [],
  )
}

/** `musl-1.2.5-r0`: the version begins at the last but one dash. */
export function parseApk(output: string): Software[] {
  return output.split('\n').flatMap((line) => {
    const found = /^(.+)-([^-]+-r\d+)$/.exec(line.trim())
    return found?.[1] !== undefined && found[2] !== undefined ? [{ name: found[1], version: found[2], source: 'apk' }] : []
  })
}

function rows(output: string): string[][] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t').map((cell) => cell.slice(0, 512)))
}
