/** YARA rules: our own, and those of a folder. A rule whose meta says `severity = "suspect"` does not condemn by itself. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import type { YaraX } from '@litko/yara-x'
import type { Finding, Scanner } from './scanner.ts'

const OWN_RULES = join(import.meta.dirname, '..', 'rules')
const MOST_BYTES = 32 * 2 ** 20
const RULE_FILE = /\.yara?$/i

/** Throws recovery.yara.rules, which names the file. Null where this machine has no YARA. */
export async function yaraScanner(folder: string | null): Promise<Scanner | null> {
  const library = await import('@litko/yara-x').catch(() => null)
  if (library === null) {
    if (folder === null) return null
    throw new AppError('recovery.yara.rules', { file: folder, detail: 'YARA has no build for this machine' })
  }
  const own = await ruleFiles(OWN_RULES)
  const given = folder === null ? [] : await ruleFiles(folder)
  if (folder !== null && given.length === 0)
    throw new AppError('recovery.yara.rules', { file: folder, detail: 'no file ends in .yar or .yara' })
  const compiled: YaraX[] = []
  for (const file of [...own, ...given]) compiled.push(await compile(library.compile, file))
  const signatures = `${own.length} files of Mainstay's own rules${given.length === 0 ? '' : `, ${given.length} of ${folder}`}`
  return { name: 'yara', signatures, mostBytes: MOST_BYTES, scan: (content) => scan(compiled, content) }
}

async function scan(compiled: readonly YaraX[], content: Buffer): Promise<Finding | null> {
  let suspect: Finding | null = null
  for (const rules of compiled) {
    for (const { ruleIdentifier, meta } of await rules.scanAsync(content)) {
      if ((meta as Record<string, unknown>)['severity'] !== 'suspect') return { severity: 'infected', name: ruleIdentifier }
      suspect ??= { severity: 'suspect', name: ruleIdentifier }
    }
  }
  return suspect
}

async function compile(compiler: (source: string) => YaraX, file: string): Promise<YaraX> {
  try {
    return compiler(await readFile(file, 'utf8'))
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    throw new AppError('recovery.yara.rules', { file, detail })
  }
}

async function ruleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new AppError('recovery.yara.rules', { file: folder, detail: 'the folder cannot be read' })
  })
  return entries
    .filter((entry) => entry.isFile() && RULE_FILE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}
