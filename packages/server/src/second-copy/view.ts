/** A copy's repository as it was before a moment: hard links to what this copy had seen by then, for restic to read. */
import { link, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FILE_TYPES } from '../repository/index.ts'
import type { Journal } from './journal.ts'

/** `out` is made, on the same file system. Gives how many restore points it has. */
export async function viewBefore(o: { repository: string; journal: Journal; before: number; out: string }): Promise<number> {
  for (const type of FILE_TYPES) await mkdir(join(o.out, type), { recursive: true, mode: 0o700 })
  let points = 0
  for (const [key, { firstSeen }] of Object.entries(o.journal.files)) {
    if (firstSeen >= o.before) continue
    const [type = '', name = ''] = key.split('/')
    const within = type === 'config' ? 'config' : type === 'data' ? join(type, name.slice(0, 2), name) : join(type, name)
    await mkdir(dirname(join(o.out, within)), { recursive: true, mode: 0o700 })
    await link(join(o.repository, within), join(o.out, within))
    if (type === 'snapshots') points += 1
  }
  return points
}
