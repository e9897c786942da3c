/** Makes the snapshots of one backup: dumps first, then folders or disks; and signs what was hashed of them. */
import type { BackupPart, BackupPolicy, BackupResult } from '@mainstay/contract/agent'
import { createExcludes } from './excludes.ts'
import { type HashedSample, hashSample, signManifest, stillTheSame } from './manifest.ts'
import { saying, snapshot } from './restic-backup.ts'
import type { ResticEnd } from './restic-output.ts'
import { reservoir } from './sample.ts'
import { type Stored, streamDump, type StreamDeps, streamImage } from './streams.ts'
import { regularFiles } from './walk.ts'

export type Backup = {
  /** Of the run of restic that counts: the folders', or the first disk's. */
  end: ResticEnd | null
  snapshotId: string | null
  manifest: BackupResult['manifest']
  message: string
  /** Paths in the snapshot. */
  paths: string[]
  parts: BackupPart[]
  /** Something that was asked for is not in it, or may not be whole. */
  incomplete: boolean
  counts: { files: number; bytes: number; added: number }
}

type Making = { streams: StreamDeps; policy: BackupPolicy; identity: { deviceId: string; privateKey: string } }

export function failed(message: string, end: ResticEnd | null = null, parts: BackupPart[] = []): Backup {
  const counts = { files: 0, bytes: 0, added: 0 }
  return { end, snapshotId: null, manifest: null, message, paths: [], parts, incomplete: true, counts }
}

export async function makeBackup(making: Making): Promise<Backup> {
  const { streams, policy } = making
  const dumps: Stored[] = []
  const problems: string[] = []
  for (const dump of policy.dumps ?? []) {
    const streamed = await streamDump(streams, dump)
    if (streamed.ok) dumps.push(streamed.stored)
    else problems.push(streamed.reason)
  }
  const backup = policy.images === undefined ? await ofFolders(making, dumps) : await ofDisks(making, policy.images, dumps)
  if (problems.length === 0) return backup
  return { ...backup, message: [...problems, backup.message].join('; '), incomplete: true }
}

async function ofFolders({ streams, policy, identity }: Making, dumps: readonly Stored[]): Promise<Backup> {
  const { restic, signal, host, run } = streams
  const { paths: sampled, candidates } = reservoir(regularFiles(policy.paths, createExcludes(policy.excludes)), policy.sampleFiles)
  const sample = await hashSample(sampled, signal)
  const excludes = policy.excludes.map((pattern) => `--exclude=${pattern}`)
  const { end, snapshotId } = await snapshot(restic, { host, run, options: ['--one-file-system', ...excludes], what: policy.paths }, signal)
  const parts = dumps.map(({ part }) => part)
  if (snapshotId === null) return { ...failed(saying(end, 'restic made no snapshot'), end, parts), paths: policy.paths }
  const manifest = await signed(identity, snapshotId, sample, dumps, candidates)
  const { filesProcessed: files = 0, bytesProcessed: bytes = 0, bytesAdded: added = 0 } = end.summary ?? {}
  const counts = sum({ files, bytes, added }, dumps)
  return { end, snapshotId, manifest, message: saying(end, 'backed up'), paths: policy.paths, parts, incomplete: false, counts }
}

/** A server that lacks one of its disks is no restore point. What was stored until then is told, so that nobody wonders whose it is. */
async function ofDisks(
  { streams, identity }: Making,
  images: NonNullable<BackupPolicy['images']>,
  dumps: readonly Stored[],
): Promise<Backup> {
  const stored: Stored[] = []
  for (const image of images) {
    const streamed = await streamImage(streams, image)
    if (!streamed.ok)
      return failed(
        streamed.reason,
        streamed.end,
        [...stored, ...dumps].map(({ part }) => part),
      )
    stored.push(streamed.stored)
  }
  const [first, ...others] = stored
  if (first === undefined) return failed('the policy names no disk')
  const { snapshotId, name } = first.part
  const all = [...stored, ...dumps]
  const manifest = await signed(identity, snapshotId, { hashed: [], dropped: 0 }, all, 0)
  const doubts = stored.flatMap(({ doubt }) => doubt ?? [])
  const message = doubts.length === 0 ? 'backed up' : doubts.join('; ')
  const parts = [...others, ...dumps].map(({ part }) => part)
  const counts = sum({ files: 0, bytes: 0, added: 0 }, all)
  return { end: first.end, snapshotId, manifest, message, paths: [name], parts, incomplete: doubts.length > 0, counts }
}

/** Whole streams were hashed as they went by: they stand in the manifest beside the sampled files. */
function signed(
  identity: Making['identity'],
  snapshotId: string,
  sample: HashedSample,
  streams: readonly Stored[],
  candidates: number,
): Promise<NonNullable<BackupResult['manifest']>> {
  const { entries, dropped } = stillTheSame(sample)
  const whole = streams.map(({ part, sha256 }) => ({ path: part.name, size: part.bytes, sha256 }))
  return signManifest({ ...identity, snapshotId, entries: [...whole, ...entries], candidates: candidates + whole.length, dropped })
}

function sum(counts: Backup['counts'], streams: readonly Stored[]): Backup['counts'] {
  return streams.reduce(
    ({ files, bytes, added }, { part, end }) => ({
      files: files + 1,
      bytes: bytes + part.bytes,
      added: added + (end.summary?.bytesAdded ?? 0),
    }),
    counts,
  )
}
