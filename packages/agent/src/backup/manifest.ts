/** Hashes the sampled files by itself, and keeps only those that stood still until the backup's end. */
import { createHash } from 'node:crypto'
import { constants, lstatSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { fromBase64Url, importPrivateKey, manifestStatement, sign, toBase64Url } from '@mainstay/envelope'
import type { Manifest, ManifestEntry } from '@mainstay/contract/agent'

export type Hashed = ManifestEntry & { stamp: string }
export type HashedSample = { hashed: Hashed[]; dropped: number }

/** Reading is what it costs: beyond so many bytes no further file is hashed (but one always is). */
const MOST_BYTES = 4 * 1024 ** 3
const LONGEST_PATH = 4096
/** Keeps the result below what a server takes in one request (8 MiB), whatever the names. */
const MOST_PATH_CHARS = 4 * 1024 * 1024

/** `dropped` counts files that changed or vanished while they were hashed, or may not be read. */
export async function hashSample(paths: readonly string[], signal: AbortSignal, mostBytes = MOST_BYTES): Promise<HashedSample> {
  const hashed: Hashed[] = []
  let dropped = 0
  let bytes = 0
  let pathChars = 0
  for (const path of paths) {
    pathChars += path.length
    if (signal.aborted || pathChars > MOST_PATH_CHARS) break
    const before = stampOf(path)
    if (before === null || path.length > LONGEST_PATH) {
      dropped += 1
      continue
    }
    if (bytes > 0 && bytes + before.size > mostBytes) continue
    bytes += before.size
    const sha256 = await hashFile(path)
    if (sha256 === null || stampOf(path)?.stamp !== before.stamp) dropped += 1
    else hashed.push({ path, size: before.size, sha256, stamp: before.stamp })
  }
  return { hashed, dropped }
}

/** After the backup's end: whoever changed meanwhile leaves the sample. */
export function stillTheSame(sample: HashedSample): { entries: ManifestEntry[]; dropped: number } {
  const entries = sample.hashed
    .filter(({ path, stamp }) => stampOf(path)?.stamp === stamp)
    .map(({ path, size, sha256 }) => ({ path, size, sha256 }))
  return { entries, dropped: sample.dropped + sample.hashed.length - entries.length }
}

export async function signManifest(of: {
  deviceId: string
  privateKey: string
  snapshotId: string
  entries: ManifestEntry[]
  candidates: number
  dropped: number
}): Promise<Manifest> {
  const pkcs8 = fromBase64Url(of.privateKey)
  if (pkcs8 === null) throw new TypeError('the private key of the identity is damaged')
  const { privateKey } = await importPrivateKey(pkcs8)
  const { deviceId, snapshotId, entries, candidates, dropped } = of
  const signature = await sign(privateKey, manifestStatement({ deviceId, snapshotId, entries, candidates, dropped }))
  return { entries, candidates, dropped, signature: toBase64Url(signature) }
}

/** Size, mtime and ctime in ns, and the inode: what any change of content changes. Null for what is no regular file any more. */
function stampOf(path: string): { size: number; stamp: string } | null {
  try {
    const stat = lstatSync(path, { bigint: true })
    if (!stat.isFile()) return null
    return { size: Number(stat.size), stamp: [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ') }
  } catch {
    return null
  }
}

async function hashFile(path: string): Promise<string | null> {
  try {
    // Should a link have taken its place, it is not followed; a pipe would not be waited for.
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    try {
      const hash = createHash('sha256')
      const buffer = Buffer.allocUnsafe(256 * 1024)
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length)
        if (bytesRead === 0) return hash.digest('hex')
        hash.update(buffer.subarray(0, bytesRead))
      }
    } finally {
      await file.close()
    }
  } catch {
    return null
  }
}
