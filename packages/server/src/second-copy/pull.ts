/** Brings what is new at the first server over, judges what is missing there, and removes nothing before this copy's own delay is over. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import type { CopiedFiles, CopiedFileType, CopyFinding, CopyWork } from '@mainstay/contract/recovery'
import { hasCode } from '../platform/files/durable.ts'
import type { RepositoryStorage, StoredFile } from '../repository/index.ts'
import { addFindings, emptyJournal, type Journal, readJournal, writeJournal } from './journal.ts'
import { judge } from './judge.ts'
import { type CopySource, sha256 } from './source.ts'

export type PullOptions = {
  source: CopySource
  storage: RepositoryStorage
  /** Of this copy: `repositories` and `journals` lie in it. */
  folder: string
  repository: CopyWork['repositories'][number]
  now: number
  /** Days that a removal must have been announced before, and that the copy keeps what went from the first server. */
  noticeDays: number
  keepDays: number
  signal: AbortSignal
}

export type Pulled = { journal: Journal; fresh: string[]; complete: boolean }

const DAY_MS = 86_400_000
/** Packs before the indexes that speak of them, and restore points last: whenever it is cut off, what is there can be read. */
const ORDER: readonly CopiedFileType[] = ['config', 'keys', 'data', 'index', 'snapshots']
const MAX_BYTES = 4 * 1024 * 1024 * 1024

export function journalPath(folder: string, deviceId: string): string {
  return join(folder, 'journals', `${deviceId}.json`)
}

export async function pullRepository(o: PullOptions): Promise<Pulled> {
  const { source, storage, folder, now, signal } = o
  const { deviceId, hostname, announced } = o.repository
  const path = journalPath(folder, deviceId)
  const journal = (await readJournal(path)) ?? emptyJournal(hostname)
  const stillAnnounced = new Set(announced.map(({ snapshotId }) => snapshotId))
  // A removal that was taken back has to be announced anew.
  for (const id of Object.keys(journal.heardAt)) if (!stillAnnounced.has(id)) delete journal.heardAt[id]
  for (const id of stillAnnounced) journal.heardAt[id] ??= now
  await storage.create(deviceId)
  const files = await source.files(deviceId)
  const at = new Date(now).toISOString()
  const other = await otherRepository(o, journal, files)
  if (other !== null) {
    addFindings(journal, [other])
    await writeJournal(path, journal)
    return { journal, fresh: [], complete: false }
  }
  const listing = new Map(files.map(({ type, name, size }) => [`${type}/${name}`, size]))
  const known = new Map(Object.entries(journal.files))
  const { gone, findings } = judge({ known, listing, announced, heardAt: journal.heardAt, now, noticeMs: o.noticeDays * DAY_MS })
  addFindings(journal, findings)
  for (const key of gone) Object.assign(journal.files[key] ?? {}, { missingSince: now })
  for (const key of listing.keys()) {
    const file = journal.files[key]
    if (file !== undefined) file.missingSince = null
  }
  const missing = files.filter(({ type, name }) => journal.files[`${type}/${name}`] === undefined)
  const fresh: string[] = []
  let complete = findings.length === 0
  for (const { type, name, size } of missing.toSorted((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type))) {
    signal.throwIfAborted()
    const outcome = await fetchFile(o, { type, name })
    if (outcome === 'damaged')
      addFindings(journal, [
        { kind: 'file-damaged', text: `${type}/${name.slice(0, 8)} at the first server does not hash to its name. It was not taken.`, at },
      ])
    if (outcome !== 'stored') complete = false
    else {
      journal.files[`${type}/${name}`] = { size, firstSeen: now, missingSince: null }
      fresh.push(`${type}/${name}`)
      // Of a long first pull, what is there already stays known when it is cut off.
      if (fresh.length % 500 === 0) await writeJournal(path, journal)
    }
  }
  await removeLate(o, journal)
  await writeJournal(path, journal)
  return { journal, fresh, complete }
}

/** The config has no hash in its name: the first one that was seen stands. */
async function otherRepository(
  { source, repository, now }: PullOptions,
  journal: Journal,
  files: CopiedFiles['files'],
): Promise<CopyFinding | null> {
  if (!files.some(({ type }) => type === 'config')) return null
  const stream = await source.open(repository.deviceId, 'config', 'config')
  if (stream === null) return null
  const found = sha256(await buffer(stream))
  journal.config ??= found
  if (journal.config === found) return null
  const text =
    'The first server shows another repository in the place of this one. Nothing of it was taken, and the copy keeps the old one.'
  return { kind: 'other-repository', text, at: new Date(now).toISOString() }
}

async function fetchFile(o: PullOptions, { type, name }: { type: CopiedFileType; name: string }): Promise<'stored' | 'damaged' | 'gone'> {
  const { deviceId } = o.repository
  const stream = await o.source.open(deviceId, type, name)
  if (stream === null) return 'gone'
  const file = type === 'config' ? { type } : { type, name }
  const written = await o.storage.write(deviceId, file, Readable.from(stream), { maxBytes: MAX_BYTES })
  switch (written.outcome) {
    case 'created':
    case 'identical':
      return 'stored'
    case 'hash-mismatch':
    case 'different':
    case 'too-large':
      return 'damaged'
    default:
      throw new Error(`the copy's own folder took no more: ${written.outcome}`)
  }
}

function storedFile(key: string): StoredFile {
  const [type = '', name = ''] = key.split('/')
  return type === 'config' ? { type } : { type: type as Exclude<CopiedFileType, 'config'>, name }
}

/** What went from the first server goes here too, late, and not while something is wrong. */
async function removeLate({ storage, repository, now, keepDays }: PullOptions, journal: Journal): Promise<void> {
  if (journal.findings.length > 0) return
  for (const [key, { missingSince }] of Object.entries(journal.files)) {
    if (missingSince === null || now - missingSince < keepDays * DAY_MS) continue
    await storage.remove(repository.deviceId, storedFile(key))
    delete journal.files[key]
  }
}

/** The keys of repositories, sealed to this copy's own key, lie beside them: without the first server they are needed most. */
export async function readSealedKey(folder: string, deviceId: string): Promise<string | null> {
  return readFile(join(folder, 'sealed', deviceId), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  })
}
