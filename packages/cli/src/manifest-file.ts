/** Reads hashes that were recorded at backup time: JSON lines of `{"path","size","sha256"}`. */
import { readFileSync } from 'node:fs'
import { type ManifestEntry, ManifestEntrySchema } from '@mainstay/contract/agent'
import { usage } from './outcome.ts'

export function manifestIn(path: string): ManifestEntry[] {
  return textIn(path)
    .split('\n')
    .flatMap((line, n) => {
      if (line.trim() === '') return []
      const parsed = ManifestEntrySchema.safeParse(jsonIn(path, line))
      if (!parsed.success) throw usage(`${path}, line ${n + 1}: expected {"path","size","sha256"}`)
      return [parsed.data]
    })
}

export function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw usage(`${path} cannot be read`)
  }
}

export function jsonIn(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw usage(`${path} is not JSON`)
  }
}
