// Finds the tests that reach a file by their imports, so that a suite needs no list of its members.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * @param pattern of the tests, relative to `root`
 * @param target the file that they reach, relative to `root`
 * @returns paths relative to `root`, sorted
 */
export function testsThatReach(root: string, pattern: string, target: string): string[] {
  const reaches = new Map<string, boolean>([[join(root, target), true]])
  const search = (file: string): boolean => {
    const known = reaches.get(file)
    if (known !== undefined) return known
    // A circle adds nothing to what its other files find.
    reaches.set(file, false)
    const found = relativeImports(file).some(search)
    reaches.set(file, found)
    return found
  }
  return globSync(pattern, { cwd: root })
    .sort()
    .filter((file) => {
      // Whatever a circle left undecided is asked again.
      for (const [path, found] of reaches) if (!found) reaches.delete(path)
      return search(join(root, file))
    })
}

function relativeImports(file: string): string[] {
  if (!existsSync(file)) return []
  const code = readFileSync(file, 'utf8')
  return [...code.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'(\.[^']+\.tsx?)'/g)].map(([, path]) => join(dirname(file), path ?? ''))
}

/** For the configuration: an empty suite would pass unseen. */
export function reachingOrError(root: string, pattern: string, target: string): string[] {
  const found = testsThatReach(root, pattern, target)
  if (found.length === 0) throw new Error(`no test below ${pattern} reaches ${target}`)
  return found
}
