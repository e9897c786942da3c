/** Looks at a local folder that restic cannot open, to say what it is instead. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Name of another backup tool whose repository this is, `restic-without-config`, or null where it is neither or not a local folder. */
export async function recogniseFolder(repository: string): Promise<string | null> {
  const folder = localFolder(repository)
  if (folder === null) return null
  const names = await readdir(folder).catch((): string[] => [])
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name))
  if (has(/^kopia\.repository/)) return 'Kopia'
  if (has(/^duplicati-.*\.(dlist|dblock|dindex)\./)) return 'Duplicati'
  if (has(/^duplicity-(full|inc)/)) return 'Duplicity'
  if (has(/^config$/)) {
    const start = (await readFile(join(folder, 'config')).catch(() => Buffer.alloc(0))).subarray(0, 200).toString('latin1')
    if (start.startsWith('[repository]')) return 'Borg'
    // restic's own config is encrypted: any byte may come first, so only what reads as text throughout is somebody else's.
    if (/^\s*[[{][\t\n\r\x20-\x7e]*$/.test(start)) return 'another program'
  }
  const layout = ['data', 'keys', 'snapshots', 'index'].every((name) => names.includes(name))
  return layout && !names.includes('config') ? 'restic-without-config' : null
}

/** `local:/path` and `/path` are folders; `rest:`, `sftp:`, `s3:` and the like are not. */
function localFolder(repository: string): string | null {
  if (repository.startsWith('local:')) return repository.slice('local:'.length)
  return /^[a-z0-9]+:/i.test(repository) ? null : repository
}
