/** One round of a copy: every repository is pulled and looked at, and the first server is told how each stands here. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CopyDeviceReport, CopyRound, CopyWork } from '@mainstay/contract/recovery'
import type { RepositoryStorage } from '../repository/index.ts'
import { addFindings, writeJournal } from './journal.ts'
import { look } from './look.ts'
import { journalPath, pullRepository, readSealedKey } from './pull.ts'
import { openSealed } from './sealed.ts'
import type { CopySource } from './source.ts'

export type RoundOptions = {
  source: CopySource
  storage: RepositoryStorage
  folder: string
  copyKey: { privateKey: string; publicKey: string }
  restic: string
  now: () => number
  noticeDays: number
  keepDays: number
  signal: AbortSignal
  onDevice?: (report: CopyDeviceReport, hostname: string) => void
}

export async function copyRound(o: RoundOptions): Promise<CopyRound> {
  for (const name of ['repositories', 'journals', 'sealed', 'work']) await mkdir(join(o.folder, name), { recursive: true, mode: 0o700 })
  const { repositories } = await o.source.work()
  const round: CopyRound = { devices: [], failed: [], added: true }
  for (const repository of repositories) {
    const { deviceId, hostname } = repository
    try {
      const report = await copyOne(o, repository)
      round.devices.push(report)
      o.onDevice?.(report, hostname)
      // At once: a first pull takes days, and an alarm must not wait for the devices behind it.
      round.added = await o.source.report({ publicKey: o.copyKey.publicKey, devices: [report] })
    } catch (error) {
      o.signal.throwIfAborted()
      round.failed.push({ deviceId, hostname, why: error instanceof Error ? error.message : String(error) })
    }
  }
  if (repositories.length === 0) round.added = await o.source.report({ publicKey: o.copyKey.publicKey, devices: [] })
  return round
}

async function copyOne(o: RoundOptions, repository: CopyWork['repositories'][number]): Promise<CopyDeviceReport> {
  const { deviceId } = repository
  const now = o.now()
  const { journal, fresh, complete } = await pullRepository({ ...o, repository, now })
  const key = await keyOf(o, deviceId)
  let newestAt: string | null = null
  if (key !== null) {
    const seen = await look({
      repository: join(o.folder, 'repositories', deviceId),
      key,
      journal,
      fresh,
      now,
      workFolder: join(o.folder, 'work'),
      restic: o.restic,
      signal: o.signal,
    })
    journal.proof = seen.proof
    newestAt = seen.newestAt
    addFindings(journal, seen.findings)
    await writeJournal(journalPath(o.folder, deviceId), journal)
  }
  const files = Object.entries(journal.files)
  return {
    deviceId,
    at: new Date(now).toISOString(),
    restorePoints: files.filter(([name]) => name.startsWith('snapshots/')).length,
    bytes: files.reduce((sum, [, { size }]) => sum + size, 0),
    newestAt,
    complete,
    proof: journal.proof,
    findings: journal.findings,
  }
}

async function keyOf({ source, folder, copyKey }: RoundOptions, deviceId: string): Promise<string | null> {
  const known = await readSealedKey(folder, deviceId)
  if (known !== null) return openSealed(copyKey.privateKey, known)
  const sealed = await source.sealedKey(deviceId, copyKey.publicKey)
  if (sealed === null) return null
  const key = openSealed(copyKey.privateKey, sealed)
  await writeFile(join(folder, 'sealed', deviceId), sealed, { mode: 0o600 })
  return key
}
