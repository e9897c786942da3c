/** Documents that people give to commands, from a file or from stdin: bounded, and named in what is wrong with them. */
import { accessSync, constants, createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { usage } from './outcome.ts'

const LIMIT_BYTES = 256 * 2 ** 20

/** JSON; `file` undefined or `-`: stdin. Throws cli.usage when it cannot be read, cli.not-json when it is no JSON. */
export async function readDocument(file: string | undefined): Promise<unknown> {
  const name = file === undefined || file === '-' ? 'stdin' : file
  const text = await textOf(name === 'stdin' ? process.stdin : createReadStream(name), name, LIMIT_BYTES)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('cli.not-json', { name, detail: error instanceof Error ? error.message : String(error) })
  }
}

/** UTF-8. Throws cli.usage when it cannot be read or is larger than `limit` bytes. */
export function readText(file: string, limit: number): Promise<string> {
  return textOf(createReadStream(file), file, limit)
}

/** The absolute path of a file that can be read. Throws cli.usage. */
export function readablePath(file: string): string {
  try {
    accessSync(file, constants.R_OK)
  } catch {
    throw usage(`${file} cannot be read`)
  }
  return resolve(file)
}

async function textOf(stream: AsyncIterable<Buffer | string>, name: string, limit: number): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of stream) {
      const buffer = Buffer.from(part)
      bytes += buffer.length
      if (bytes > limit) throw usage(`${name} is larger than ${limit / 2 ** 20} MB`)
      parts.push(buffer)
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw usage(`${name} cannot be read`)
  }
  return Buffer.concat(parts).toString('utf8')
}
