/** Keeps what is attached to a mail: scanned where a scanner is set up, on disk under its hash, never the bytes of known malware. */
import { Readable } from 'node:stream'
import { type Id, newId } from '@mainstay/kernel'
import type { Blobs } from '../../../platform/blobs/index.ts'
import { type MimeMessage, partBytes } from '../../../platform/mime/index.ts'

export type Attachments = {
  blobs: Blobs
  /** The name of what was found, or null; rejects when the scanner is away. Null where none is set up. */
  scan: ((content: Readable) => Promise<string | null>) | null
}

export type KeptAttachment = {
  id: Id
  name: string
  mediaType: string
  size: number
  /** Null: the bytes are not kept. */
  sha256: string | null
  scan: 'clean' | 'malware' | 'unscanned'
  found: string | null
}

export const MOST_ATTACHMENTS = 50

/** Durable when it resolves. With a scanner that is away it rejects: the mail comes again, and nothing passes unscanned. */
export async function keepAttachments({ blobs, scan }: Attachments, clientId: Id, message: MimeMessage): Promise<KeptAttachment[]> {
  const kept: KeptAttachment[] = []
  for (const part of attachedParts(message).slice(0, MOST_ATTACHMENTS)) {
    const bytes = partBytes(message, part)
    const found = scan === null ? null : await scan(Readable.from([bytes], { objectMode: false }))
    const verdict = found !== null ? 'malware' : scan === null ? 'unscanned' : 'clean'
    const id = newId()
    kept.push({
      id,
      name: nameOf(part.filename, part.mediaType),
      mediaType: part.mediaType.slice(0, 200),
      size: bytes.length,
      sha256: found === null ? await keepBytes(blobs, { clientId, owner: id }, bytes) : null,
      scan: verdict,
      found: found?.slice(0, 300) ?? null,
    })
  }
  return kept
}

async function keepBytes(blobs: Blobs, name: { clientId: Id; owner: Id }, bytes: Uint8Array): Promise<string> {
  const staged = await blobs.stage()
  try {
    await staged.write(Buffer.from(bytes))
    const { sha256 } = await staged.end()
    await staged.keep({ ...name, sha256 })
    return sha256
  } finally {
    await staged.discard()
  }
}

/** Everything but the text that is read as the message; pictures inside HTML too. */
export function attachedParts({ leaves }: MimeMessage): MimeMessage['leaves'] {
  return leaves.filter(
    ({ disposition, filename, mediaType }) => disposition === 'attachment' || filename !== null || !mediaType.startsWith('text/'),
  )
}

/** A name alone: no path, no control character, never empty. */
function nameOf(filename: string | null, mediaType: string): string {
  const last = (filename ?? '').split(/[\\/]/).at(-1) ?? ''
  const clean = last
    .replace(/[\p{C}<>:"|?*]+/gu, ' ')
    .trim()
    .replace(/^\.+/, '')
    .slice(0, 150)
  return clean === '' ? `attached ${mediaType.split('/')[0] ?? 'file'}` : clean
}
