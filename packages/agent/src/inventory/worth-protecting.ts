/** What is worth protecting on this Linux machine, and what the agent would protect if it were asked. */
import { closeSync, openSync, readlinkSync, readSync } from 'node:fs'
import type { Inventory, WorthProtecting } from '@mainstay/contract/agent'
import { linuxSource } from '../collectors/linux-source.ts'
import { type BigFolder, bigFolders } from './big-folders.ts'
import { type ProcessSource, runningDatabases } from './databases.ts'

const VOLUMES = '/var/lib/docker/volumes'
/** What comes back by itself or is worth nothing after a restore. */
const EXCLUDES = ['/tmp/*', '/var/tmp/*', '/var/cache/*', '/swapfile', '/swap.img', '/var/lib/mainstay-agent/restic-cache', 'lost+found']
const MOST_PATHS = 64

export function worthProtecting(filesystems: Inventory['filesystems']): WorthProtecting {
  return weigh({ filesystems, databases: runningDatabases(processes), folders: bigFolders(), volumes: dockerVolumes() })
}

/** Every file system by itself, since a backup does not go from one into another; and a dump of every database that can be reached. */
export function weigh(o: {
  filesystems: Inventory['filesystems']
  databases: WorthProtecting['databases']
  folders: BigFolder[]
  volumes: WorthProtecting['volumes']
}): WorthProtecting {
  const paths = o.filesystems.map(({ mountpoint }) => mountpoint).filter((path) => path.startsWith('/'))
  const dumps = o.databases.flatMap(({ dump }) => dump ?? [])
  return {
    databases: o.databases,
    folders: o.folders,
    volumes: o.volumes,
    proposal: { paths: paths.toSorted().slice(0, MOST_PATHS), excludes: [...EXCLUDES], dumps },
  }
}

function dockerVolumes(): WorthProtecting['volumes'] {
  return linuxSource
    .list(VOLUMES)
    .filter((name) => linuxSource.list(`${VOLUMES}/${name}`).includes('_data'))
    .slice(0, 256)
    .map((name) => ({ name: name.slice(0, 512), path: `${VOLUMES}/${name}`.slice(0, 512) }))
}

const processes: ProcessSource = {
  ...linuxSource,
  link: (path) => {
    try {
      return readlinkSync(path)
    } catch {
      return null
    }
  },
  head: (path) => {
    try {
      const file = openSync(path, 'r')
      try {
        const buffer = Buffer.alloc(16)
        return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0))
      } finally {
        closeSync(file)
      }
    } catch {
      return null
    }
  },
}
