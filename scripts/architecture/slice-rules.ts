// The rules between slices, and between them and the rest of the server.
import { isTest } from '../check/repository-files.ts'
import type { SourceFile } from './source-file.ts'
import { rankOf, sliceOf, sliceOfTest, type Violation } from './violation.ts'
import { sliceFiles } from './walls.ts'

export function sliceViolations(files: SourceFile[], allPaths: string[], serverEntries: string[]): Violation[] {
  return [...files.flatMap((file) => importViolations(file, serverEntries)), ...shapeViolations(allPaths)]
}

function importViolations(file: SourceFile, serverEntries: string[]): Violation[] {
  const own = sliceOf(file.path) ?? sliceOfTest(file.path)
  return file.imports.flatMap(({ specifier, target }) => {
    const other = target === null ? null : sliceOf(target)
    if (target === null || other === null || other === own) return []
    const report = (rule: string, text: string): Violation => ({ rule, file: file.path, text })
    const found: Violation[] = []
    if (!target.endsWith(`/slices/${other}/index.ts`))
      found.push(report('slice-index', `imports ${specifier}: of another slice only index.ts may be imported`))
    if (own !== null && !isTest(file.path) && rankOf(other) > rankOf(own))
      found.push(report('slice-order', `${own} comes before ${other}: tell it by an event`))
    if (file.path.startsWith('packages/server/src/platform/'))
      found.push(report('platform-below', `the platform may not know the slice ${other}`))
    else if (own === null && !composes(file.path, serverEntries))
      found.push(report('one-composition', `only the composition root may import the slice ${other}`))
    return found
  })
}

/** The composition root, the files that package.json exports, and tests. */
function composes(path: string, serverEntries: string[]): boolean {
  return (
    path === 'packages/server/src/main.ts' ||
    path.startsWith('packages/server/src/composition/') ||
    serverEntries.includes(path) ||
    isTest(path)
  )
}

function shapeViolations(allPaths: string[]): Violation[] {
  const slices = new Set(
    allPaths
      .filter((path) => path.includes('/slices/'))
      .map(sliceOf)
      .filter((slice) => slice !== null),
  )
  return [...slices].flatMap((slice) => {
    const folder = `packages/server/src/slices/${slice}/`
    const has = (name: string) =>
      allPaths.some((path) => path === folder + name || path.startsWith(`${folder}${name.replace(/\.ts$/, '')}/`))
    const absent = sliceFiles.filter((name) => !has(name)).map((name) => ({ rule: 'slice-shape', file: folder, text: `has no ${name}` }))
    return rankOf(slice) >= 0 ? absent : [...absent, { rule: 'slice-shape', file: folder, text: 'is not a slice of the architecture' }]
  })
}
