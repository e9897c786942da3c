/** What changed between two restore points, and which new file is which old one under another name. */
import { createHash } from 'node:crypto'
import { parseJson } from '../prove/restic-output.ts'
import { type ResticTarget, runRestic } from '../prove/restic-process.ts'

/** Regular files by their path, with sizes in bytes. */
export type Files = ReadonlyMap<string, number>

export type Changes = { modified: string[]; added: string[]; removed: string[] }

export type Pair = { before: string; after: string }

/** Null when it was stopped or restic failed. */
export async function listFiles(target: ResticTarget, id: string, signal: AbortSignal): Promise<Files | null> {
  const files = new Map<string, number>()
  const onStdout = (line: string): void => {
    const node = parseJson(line)
    if (node?.['struct_type'] !== 'node' || node['type'] !== 'file' || typeof node['path'] !== 'string') return
    files.set(node['path'], typeof node['size'] === 'number' ? node['size'] : 0)
  }
  const ran = await runRestic(target, ['ls', '--json', id], { signal, onStdout })
  return ran.kind === 'exited' && ran.code === 0 ? files : null
}

/** By content, whatever the times say: an attacker can set them. Null when it was stopped or restic failed. */
export async function changesBetween(
  target: ResticTarget,
  o: { from: string; to: string; before: Files; after: Files; signal: AbortSignal },
): Promise<Changes | null> {
  const changes: Changes = { modified: [], added: [], removed: [] }
  const onStdout = (line: string): void => {
    const one = parseJson(line)
    if (one?.['message_type'] !== 'change' || typeof one['path'] !== 'string' || typeof one['modifier'] !== 'string') return
    const { path, modifier } = one as { path: string; modifier: string }
    if (modifier.includes('+')) changes.added.push(path)
    else if (modifier.includes('-')) changes.removed.push(path)
    else if (/[MT?]/.test(modifier)) changes.modified.push(path)
  }
  const ran = await runRestic(target, ['diff', '--json', o.from, o.to], { signal: o.signal, onStdout })
  if (ran.kind !== 'exited' || ran.code !== 0) return null
  return {
    modified: changes.modified.filter((path) => o.after.has(path) && o.before.has(path)),
    added: changes.added.filter((path) => o.after.has(path)),
    removed: changes.removed.filter((path) => o.before.has(path)),
  }
}

/** Files with a version before: modified, given another end, or in the same folder of nearly the same size. */
export function pairs({ modified, added, removed }: Changes, before: Files, after: Files): Pair[] {
  const left = new Set(removed)
  const found: Pair[] = modified.map((path) => ({ before: path, after: path }))
  const take = (path: string, old: string): void => {
    left.delete(old)
    found.push({ before: old, after: path })
  }
  const unmatched = added.filter((path) => {
    const old = [...withoutLastEnds(path)].find((one) => left.has(one))
    if (old === undefined) return true
    take(path, old)
    return false
  })
  const byStem = index(left, (path) => `${folderOf(path)}\n${stem(path)}`)
  const strangers = unmatched.filter((path) => {
    const old = byStem.get(`${folderOf(path)}\n${stem(path)}`)?.find((one) => left.has(one))
    if (old === undefined) return true
    take(path, old)
    return false
  })
  const byFolder = index(left, folderOf)
  for (const path of strangers) {
    const near = (byFolder.get(folderOf(path)) ?? []).find((old) => left.has(old) && isNear(before.get(old) ?? 0, after.get(path) ?? 0))
    if (near !== undefined) take(path, near)
  }
  return found
}

/** At most `most`, the same ones each time, and not to be foreseen by whoever does not know the point's id. */
export function sampleOf<T>(items: readonly T[], most: number, seed: string, name: (item: T) => string): T[] {
  if (items.length <= most) return [...items]
  const key = (item: T): string =>
    createHash('sha256')
      .update(`${seed}\n${name(item)}`)
      .digest('hex')
  return items
    .map((item) => ({ item, key: key(item) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, most)
    .map(({ item }) => item)
}

/** `/a/b.docx.id-7.locked`: `/a/b.docx.id-7`, `/a/b.docx`, … */
function* withoutLastEnds(path: string): Generator<string> {
  const folder = folderOf(path)
  for (let name = path.slice(folder.length + 1), dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.')) {
    name = name.slice(0, dot)
    yield `${folder}/${name}`
  }
}

/** A cipher adds a header, a key or padding, no more. */
function isNear(before: number, after: number): boolean {
  return before > 0 && Math.abs(after - before) <= Math.max(1024, before * 0.02)
}

function index(paths: Iterable<string>, key: (path: string) => string): Map<string, string[]> {
  return Map.groupBy(paths, key)
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0))
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function stem(path: string): string {
  const name = nameOf(path)
  const dot = name.indexOf('.', 1)
  return dot === -1 ? name : name.slice(0, dot)
}

/** In lower case, without its dot; empty without one. */
export function extensionOf(path: string): string {
  const name = nameOf(path)
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}
