/** What speaks for a verdict, in few lines: examples, and how many there are. */
import type { CleanEvidence } from '@mainstay/contract/recovery'
import { type Changes, extensionOf, type Files, folderOf, nameOf } from './changes.ts'

const EXAMPLES = 10
/** Fewer are not worth a line. */
const MANY = 5

export type Besides = { newUnknownExtension: string[]; sameName: { name: string; folders: number; example: string } | null }

/** What an attack leaves beside the ciphertext: an extension that was not in use, and one new name in many folders. */
export function besides({ added }: Changes, before: Files): Besides {
  const used = new Set([...before.keys()].map(extensionOf))
  const byName = Map.groupBy(added, nameOf)
  let sameName: Besides['sameName'] = null
  for (const [name, paths] of byName) {
    const folders = new Set(paths.map(folderOf)).size
    if (folders > (sameName?.folders ?? 1)) sameName = { name, folders, example: paths[0] ?? name }
  }
  return { newUnknownExtension: added.filter((path) => !used.has(extensionOf(path))), sameName }
}

export function evidenceOf(o: { hits: CleanEvidence[]; turned: CleanEvidence[]; beside: Besides | null; scans: boolean }): CleanEvidence[] {
  const evidence = [...some(o.hits, 'signature'), ...some(o.turned, 'ciphertext')]
  const strange = o.beside?.newUnknownExtension ?? []
  const [extension] = strange
  if (extension !== undefined && strange.length >= MANY) {
    const detail = `${strange.length} new files with an extension that was not in use before`
    evidence.push({ kind: 'new-extension', path: extension, detail })
  }
  if (o.beside?.sameName && o.beside.sameName.folders >= MANY) {
    const { example, folders } = o.beside.sameName
    evidence.push({ kind: 'same-name', path: example, detail: `a new file of this name in ${folders} folders` })
  }
  if (!o.scans) evidence.push({ kind: 'not-scanned', path: null, detail: 'no scanner ran' })
  return evidence
}

function some(all: readonly CleanEvidence[], kind: CleanEvidence['kind']): CleanEvidence[] {
  const more = all.length - EXAMPLES
  return [...all.slice(0, EXAMPLES), ...(more > 0 ? [{ kind, path: null, detail: `and ${more} more` }] : [])]
}
