/** One round of a copy: every repository is pulled and looked at, and the first server is told how each stands here. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CopyDeviceReport, CopyRound } from '@mainstay/contract/recovery'
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
  const devices: CopyDeviceReport[] = []
  for (const repository of repositories) {
    const { deviceId, hostname } = repository
    const now = o.now()
    const { journal, fresh, complete } = await pullRepository({ ...o, repository, now })
    const key = await keyOf(o, deviceId)
    const at = new Date(now).toISOString()
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
    const report: CopyDeviceReport = {
      deviceId,
      at,
      restorePoints: files.filter(([name]) => name.startsWith('snapshots/')).length,
      bytes: files.reduce((sum, [, { size }]) => sum + size, 0),
      newestAt,
      complete,
      proof: journal.proof,
      findings: journal.findings,
    }
    devices.push(report)
    o.onDevice?.(report, hostname)
  }
  return { devices, added: await o.source.report({ publicKey: o.copyKey.publicKey, devices }) }
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
