/** A Linux source over a recorded tree: files under the folder, the space of filesystems in `space.json`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LinuxSource, Space } from '../src/collectors/collector.ts'

export function recordedSource(folder: string): LinuxSource {
  const spaceFile = join(folder, 'space.json')
  const spaces: Record<string, Space> = existsSync(spaceFile) ? JSON.parse(readFileSync(spaceFile, 'utf8')) : {}
  return {
    read: (path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : null),
    list: (path) => (existsSync(join(folder, path)) ? readdirSync(join(folder, path)) : []),
    space: (mountpoint) => spaces[mountpoint] ?? null,
  }
}
