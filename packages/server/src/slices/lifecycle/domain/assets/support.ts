/** Which release a system is, and when its support ends, by data that is handed in. */
import type { Support } from '@mainstay/contract/lifecycle'

export type Release = {
  cycle: string
  label: string
  released: string | null
  /** `false`: supported, no end announced. `true`: ended, date not recorded. */
  eol: string | boolean
  /** End of support that is paid for. */
  extended: string | null
  build: string | null
}
export type Product = { product: string; title: string; releases: readonly Release[] }
export type EndOfLife = { asOf: string; find(product: string): Product | undefined }

/** Of an agent's inventory. */
export type System = { family: 'linux' | 'windows' | 'darwin'; id: string | null; name: string; version: string | null }

export function supportOfSystem(system: System, data: EndOfLife, today: string): Support {
  if (system.family === 'windows') return windowsSupport(system, data, today)
  const name = system.family === 'darwin' ? 'macos' : LINUX[system.id ?? '']
  if (name === undefined) return { kind: 'not-known', why: `Nothing is recorded of ${system.name}.` }
  return supportOf(data.find(name), system.version ?? '', system.name, data, today)
}

/** Of what a person wrote: the product's name, then its version, as `windows-server 2019` or `FortiOS 7.4`. */
export function supportOfText(text: string, data: EndOfLife, today: string): Support {
  const match = /^(.*\D)\s+v?(\d[\w.-]*(?:\s+\w+)?)$/u.exec(text.trim())
  if (text.trim() === '') return { kind: 'not-known', why: 'Its system is not recorded.' }
  if (match === null) return { kind: 'not-known', why: `“${text}” has no product and version that can be told apart.` }
  const [, name = '', version = ''] = match
  return supportOf(data.find(slug(name)), slug(version), text, data, today)
}

function supportOf(product: Product | undefined, version: string, name: string, data: EndOfLife, today: string): Support {
  if (product === undefined) return { kind: 'not-known', why: `Nothing is recorded of ${name}.` }
  const release = releaseOf(product, version)
  if (release === undefined) return { kind: 'not-known', why: `The data of ${data.asOf} do not name this release: ${name}.` }
  return supportOfRelease(product, release, today)
}

function supportOfRelease({ title }: Pick<Product, 'title'>, { eol, extended, label, cycle }: Release, today: string): Support {
  const product = `${title} ${label === '' ? cycle : label}`.replace(`${title} ${title}`, title)
  if (eol === false) return { kind: 'no-end-announced', product }
  if (eol === true) return { kind: 'ended', product, on: null, extendedTo: extended }
  return { kind: eol < today ? 'ended' : 'ends', product, on: eol, extendedTo: extended }
}

/** `12.5` is `12`, `22.04.3` is `22.04`, `10.15.7` is `10.15`: the longest cycle that the version begins with, at a dot. */
function releaseOf({ releases }: Product, version: string): Release | undefined {
  const fitting = releases.filter(({ cycle }) => version === cycle || version.startsWith(`${cycle}.`) || version.startsWith(`${cycle}-`))
  return fitting.toSorted((a, b) => b.cycle.length - a.cycle.length)[0]
}

/** A build is sold in editions whose support ends on different days, so the edition is needed too. */
function windowsSupport({ name, version }: System, data: EndOfLife, today: string): Support {
  const unknown = (why: string): Support => ({ kind: 'not-known', why })
  const build = /(?:^|\.)(\d{5})(?:\.|$)/.exec(version ?? '')?.[1]
  const server = /\bserver\b/i.test(name)
  const product = data.find(server ? 'windows-server' : 'windows')
  if (product === undefined) return unknown(`Nothing is recorded of ${name}.`)
  if (server) {
    const year = /\bserver\s+(\d{4}(?:\s+r2)?)/i.exec(name)?.[1]?.toLowerCase().replace(/\s+/, '-')
    const release = product.releases.find(({ cycle }) => cycle === year)
    return release === undefined
      ? unknown(`The data of ${data.asOf} do not name this release: ${name}.`)
      : supportOfRelease(product, release, today)
  }
  if (build === undefined) return unknown(`The build of ${name} is not known.`)
  const ofBuild = product.releases.filter((one) => one.build?.split('.')[2] === build)
  const edition = editionOf(name)
  const exact = ofBuild.filter(({ cycle }) => edition !== null && cycle.endsWith(edition))
  const any = ofBuild.filter(({ cycle }) => !/-(?:e|w|lts)$/.test(cycle))
  const release = exact[0] ?? any[0]
  if (release !== undefined) return supportOfRelease(product, release, today)
  if (ofBuild.length === 0) return unknown(`The data of ${data.asOf} do not name build ${build}.`)
  return unknown(`The edition of ${name} is not known, and support of build ${build} depends on it.`)
}

function editionOf(name: string): string | null {
  if (/\bLTS[BC]\b/i.test(name)) return '-e-lts'
  if (/\b(?:enterprise|education)\b/i.test(name)) return '-e'
  return /\b(?:home|pro)\b/i.test(name) ? '-w' : null
}

/** What systems call themselves (`ID` of os-release), and what the data call them. */
const LINUX: Record<string, string> = {
  almalinux: 'almalinux',
  alpine: 'alpine-linux',
  amzn: 'amazon-linux',
  centos: 'centos',
  debian: 'debian',
  devuan: 'devuan',
  fedora: 'fedora',
  linuxmint: 'linuxmint',
  ol: 'oracle-linux',
  'opensuse-leap': 'opensuse',
  rhel: 'rhel',
  rocky: 'rocky-linux',
  sles: 'sles',
  ubuntu: 'ubuntu',
}

function slug(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '')
}
