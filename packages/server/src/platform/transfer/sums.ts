/** The check sums of an export, in the format of `sha256sum`, so that anyone can check a folder with that program, too. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '@mainstay/kernel'

/** Written last: a folder without it is not a whole export. */
export const SUMS_FILE = 'SHA256SUMS'

export function sumsText(sums: ReadonlyMap<string, string>): string {
  return [...sums].map(([file, sum]) => `${sum}  ${file}\n`).join('')
}

/** Reads every byte. Throws the first file that is missing, damaged, or not of the export; returns the bytes read. */
export async function verifySums(folder: string): Promise<number> {
  const sums = parse(folder, await text(join(folder, SUMS_FILE), folder))
  for (const file of await filesBelow(folder)) {
    if (file !== SUMS_FILE && !sums.has(file)) throw notAnExport(folder, `${file} is not named in ${SUMS_FILE}`)
  }
  let bytes = 0
  for (const [file, wanted] of sums) {
    const { sum, size } = await sumOf(join(folder, file))
    if (sum !== wanted)
      throw new AppError('transfer.damaged', { path: join(folder, file), detail: `its SHA-256 is not the one in ${SUMS_FILE}` })
    bytes += size
  }
  return bytes
}

function parse(folder: string, content: string): Map<string, string> {
  const sums = new Map<string, string>()
  for (const line of content.split('\n').filter((one) => one !== '')) {
    const [, sum, file] = /^([0-9a-f]{64}) {2}([A-Za-z0-9_.]+(?:\/[A-Za-z0-9_.]+)*)$/.exec(line) ?? []
    if (sum === undefined || file === undefined || file.split('/').includes('..'))
      throw new AppError('transfer.damaged', { path: join(folder, SUMS_FILE), detail: 'a line of it is no check sum' })
    sums.set(file, sum)
  }
  if (!sums.has('manifest.json') || !content.endsWith('\n'))
    throw new AppError('transfer.damaged', { path: join(folder, SUMS_FILE), detail: 'its end is missing' })
  return sums
}

async function sumOf(path: string): Promise<{ sum: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  try {
    await pipeline(createReadStream(path), async (chunks) => {
      for await (const chunk of chunks as AsyncIterable<Buffer>) {
        hash.update(chunk)
        size += chunk.length
      }
    })
  } catch (cause) {
    throw new AppError('transfer.damaged', { path, detail: cause instanceof Error ? cause.message : String(cause) }, { cause })
  }
  return { sum: hash.digest('hex'), size }
}

async function text(path: string, folder: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw notAnExport(folder, `it has no ${SUMS_FILE}, which is written last`, cause)
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

function notAnExport(path: string, detail: string, cause?: unknown): AppError {
  return new AppError('transfer.not-an-export', { path, detail }, { cause })
}
