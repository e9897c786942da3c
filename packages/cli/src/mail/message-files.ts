/** The messages in files and folders, one after the other, in an order that is the same everywhere. */
import { type Dirent } from 'node:fs'
import { lstat, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { usage } from '../outcome.ts'

export type MessageFile = { file: string; bytes: Uint8Array; problem: string | null }

/** Larger ones are named and left out: no mail server takes them either. */
const LARGEST_BYTES = 100 * 2 ** 20

/** Throws `cli.usage` where a path is not there or there is no file at all. What cannot be read comes with its problem. */
export async function* messagesIn(paths: readonly string[]): AsyncGenerator<MessageFile> {
  let count = 0
  for (const path of paths) await assertThere(path)
  for (const path of paths) {
    for await (const file of filesUnder(path)) {
      count++
      yield await read(file)
    }
  }
  if (count === 0) throw usage(`there is no message in ${paths.join(' ')}`)
}

async function assertThere(path: string): Promise<void> {
  try {
    await stat(path)
  } catch {
    throw usage(`there is no file or folder ${path}`)
  }
}

/** Links inside a folder are left out: they may lead in circles, or out of it. */
async function* filesUnder(path: string): AsyncGenerator<string> {
  if (!(await stat(path)).isDirectory()) return yield path
  let entries: Dirent[]
  try {
    entries = await readdir(path, { withFileTypes: true })
  } catch (error) {
    throw usage(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) yield* filesUnder(inner)
    else if (entry.isFile()) yield inner
  }
}

async function read(file: string): Promise<MessageFile> {
  const nothing = (problem: string): MessageFile => ({ file, bytes: new Uint8Array(), problem })
  try {
    const found = await lstat(file)
    if (found.isFIFO() || found.isSocket() || found.isCharacterDevice() || found.isBlockDevice()) return nothing('it is no ordinary file')
    const handle = await open(file)
    try {
      const { size } = await handle.stat()
      if (size > LARGEST_BYTES) return nothing(`it has ${size} bytes, more than ${LARGEST_BYTES}`)
      return { file, bytes: await handle.readFile(), problem: null }
    } finally {
      await handle.close()
    }
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error))
  }
}
