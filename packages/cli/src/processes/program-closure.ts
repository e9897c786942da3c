/** Which folders of a checkout the server needs to run: its package and all that those depend on, in this repository and from npm. */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

type Manifest = {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

export type Closure = {
  /** Folders relative to the checkout, those of this repository first. */
  own: string[]
  npm: string[]
}

/** `start`: packages' folders, relative to the checkout. Left out are optional peers, and what is optional and not on this machine. */
export function programClosure(checkout: string, start: readonly string[]): Closure {
  const seen = new Set<string>()
  const visit = (folder: string): void => {
    if (seen.has(folder)) return
    seen.add(folder)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    for (const name of dependenciesOf(manifest)) {
      const found = resolve(checkout, folder, name)
      if (found !== null) visit(found)
    }
  }
  for (const folder of start) visit(realpathSync(join(checkout, folder)))
  const paths = [...seen].map((folder) => relative(checkout, folder)).sort()
  const fromNpm = (path: string): boolean => path.split('/').includes('node_modules')
  return { own: paths.filter((path) => !fromNpm(path)), npm: paths.filter(fromNpm) }
}

function dependenciesOf({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }: Manifest): string[] {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => peerDependenciesMeta?.[name]?.optional !== true)
  return [...peers, ...Object.keys({ ...optionalDependencies, ...dependencies })]
}

/** As Node looks: in the `node_modules` of this folder, then of those above it. */
function resolve(checkout: string, from: string, name: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate)
    if (folder === checkout || folder === dirname(folder)) return null
  }
}
