/** What a copy knows of one repository, in a file beside it: which files it saw when, which are missing at the first server, and what it found. */
import { type FileHandle, open, readFile, rename } from 'node:fs/promises'
import type { CopyDeviceReport, CopyFinding } from '@mainstay/contract/recovery'
import { hasCode } from '../platform/files/durable.ts'
import type { KnownFile } from './judge.ts'

export type Journal = {
  v: 1
  hostname: string
  /** SHA-256 of the config: another one is another repository. */
  config: string | null
  files: Record<string, KnownFile>
  heardAt: Record<string, number>
  /** They stay until a person at the copy has looked: `mainstay copy accept`. */
  findings: CopyFinding[]
  proof: CopyDeviceReport['proof']
}

export function emptyJournal(hostname: string): Journal {
  return { v: 1, hostname, config: null, files: {}, heardAt: {}, findings: [], proof: null }
}

export async function readJournal(path: string): Promise<Journal | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Journal
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

/** The old one or the new one, whenever the power goes. */
export async function writeJournal(path: string, journal: Journal): Promise<void> {
  const file: FileHandle = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(journal))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

/** One of a kind is enough: what it says first stays. */
export function addFindings(journal: Journal, found: readonly CopyFinding[]): void {
  for (const finding of found) if (!journal.findings.some(({ kind }) => kind === finding.kind)) journal.findings.push(finding)
}
