/** A JSON document from a file or from stdin, bounded, for the commands that explain one. */
import { createReadStream } from 'node:fs'
import { AppError } from '@mainstay/kernel'
import { usage } from './outcome.ts'

const LIMIT_BYTES = 256 * 2 ** 20

/** `file` undefined or `-`: stdin. Throws cli.usage when it cannot be read, cli.not-json when it is no JSON. */
export async function readDocument(file: string | undefined): Promise<unknown> {
  const name = file === undefined || file === '-' ? 'stdin' : file
  const text = await textOf(name === 'stdin' ? process.stdin : createReadStream(name), name)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('cli.not-json', { name, detail: error instanceof Error ? error.message : String(error) })
  }
}

async function textOf(stream: AsyncIterable<Buffer | string>, name: string): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of stream) {
      const buffer = Buffer.from(part)
      bytes += buffer.length
      if (bytes > LIMIT_BYTES) throw usage(`${name} is larger than 256 MB`)
      parts.push(buffer)
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw usage(`${name} cannot be read`)
  }
  return Buffer.concat(parts).toString('utf8')
}
