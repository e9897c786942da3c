// The rules on the database: a table is written by the slice whose name it begins with, and migrations stand by themselves.
import { isTest } from '../check/repository-files.ts'
import type { SourceFile } from './source-file.ts'
import { sliceOf, type Violation } from './violation.ts'
import { sliceOrder } from './walls.ts'

export function tableViolations(files: SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => /^packages\/server\/(?:src|migrations)\//.test(path) && !isTest(path))
    .flatMap((file) => (isMigration(file.path) ? migrationViolations(file) : writeViolations(file)))
}

const writes = [
  /^(?:insertInto|updateTable|deleteFrom|replaceInto|mergeInto)\("?([a-z_]+)/g,
  /\binsert\s+into\s+(?:only\s+)?"?([a-z_]+)/gi,
  /\bmerge\s+into\s+(?:only\s+)?"?([a-z_]+)/gi,
  /\bupdate\s+(?:only\s+)?"?([a-z_]+)"?(?:\.[a-z_"]+)?(?:\s+(?:as\s+)?[a-z_]+)?\s+set\b/gi,
  /\bdelete\s+from\s+(?:only\s+)?"?([a-z_]+)/gi,
  /\btruncate\s+(?:table\s+)?"?([a-z_]+)/gi,
  /\bcopy\s+"?([a-z_]+)"?(?:\s*\([^)]*\))?\s+from\b/gi,
]

/** Names of tables that the code writes to, in the query builder's calls or in SQL. */
function tablesWritten(texts: string[]): string[] {
  return [...new Set(texts.flatMap((text) => writes.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''))))]
}

/** A slice writes its own tables; the platform, those that are no slice's. A schema named like the slice counts as prefix. */
function writeViolations(file: SourceFile): Violation[] {
  const own = sliceOf(file.path)
  return tablesWritten(file.texts)
    .map((table) => ({ table, owner: sliceOrder.find((slice) => table === slice || table.startsWith(`${slice}_`)) ?? null }))
    .filter(({ owner }) => owner !== own)
    .map(({ table, owner }) => ({
      rule: 'table-owner',
      file: file.path,
      text:
        owner === null ? `writes ${table}, whose name does not begin with ${own}_` : `writes ${table}, which is the slice ${owner}'s alone`,
    }))
}

function isMigration(path: string): boolean {
  return path.includes('/migrations/')
}

/** The code that a migration would call changes; what it did to a database has to stay as it was. */
function migrationViolations(file: SourceFile): Violation[] {
  return file.imports
    .filter(({ specifier, target }) => {
      if (target === null) return specifier.startsWith('@mainstay/')
      const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1)
      return !(file.path.endsWith('/index.ts') && target.startsWith(folder))
    })
    .map(({ specifier }) => ({
      rule: 'migration-alone',
      file: file.path,
      text: `a migration imports no application code, but this imports ${specifier}`,
    }))
}
