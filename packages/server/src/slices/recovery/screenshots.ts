/** Keeps the pictures of started servers' screens in a folder, each under the hash of its content: what a proof names cannot be changed under it. */
import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode, syncFolder } from '../../platform/files/durable.ts'

export type Screenshots = {
  /** Gives the name that opens it again. */
  keep(png: Buffer): Promise<string>
  /** Null where there is none, or where it is no longer what it was. */
  load(name: string): Promise<Buffer | null>
}

const NAME = /^[0-9a-f]{64}$/

export function createScreenshots(folder: string): Screenshots {
  const pathOf = (name: string) => join(folder, name.slice(0, 2), `${name}.png`)
  return {
    async keep(png) {
      const name = hashOf(png)
      const path = pathOf(name)
      const parent = join(path, '..')
      await mkdir(parent, { recursive: true, mode: 0o700 })
      const draft = `${path}.${process.pid}`
      const file = await open(draft, 'w', 0o600)
      try {
        await file.writeFile(png)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
      await syncFolder(parent)
      return name
    },
    async load(name) {
      if (!NAME.test(name)) return null
      const png = await readFile(pathOf(name)).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT')) return null
        throw error
      })
      return png !== null && hashOf(png) === name ? png : null
    },
  }
}

function hashOf(png: Buffer): string {
  return createHash('sha256').update(png).digest('hex')
}
