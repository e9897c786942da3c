/** Gives a disk, a file or what a program prints to whoever reads its standard output, and writes down size and SHA-256 of what went through. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { z } from 'zod'

export type StreamSource = { kind: 'read'; path: string } | { kind: 'run'; command: readonly string[] }

export const StreamNoteSchema = z.object({ bytes: z.number().int().nonnegative(), sha256: z.string() })
export type StreamNote = z.infer<typeof StreamNoteSchema>

const READ_BYTES = 1024 * 1024
/** What restic gets by its environment is nothing for the program that it runs. */
const SECRET = /^(RESTIC_|MAINSTAY_|AWS_|NODE_EXTRA_CA_CERTS)/

/** The exit code: not 0 when anything was not read to its end, so that restic makes no snapshot of a half. */
export async function streamTo(out: Writable, note: string, source: StreamSource): Promise<number> {
  const hash = createHash('sha256')
  let bytes = 0
  const pass = async (chunk: Buffer): Promise<void> => {
    hash.update(chunk)
    bytes += chunk.length
    if (!out.write(chunk)) await once(out, 'drain')
  }
  const code = source.kind === 'read' ? await readAll(source.path, pass) : await runAll(source.command, pass)
  if (code !== 0) return code
  // Standard output is never closed; what is still on its way is waited for.
  await new Promise<void>((resolve, reject) => out.write('', (error) => (error ? reject(error) : resolve())))
  const kept: StreamNote = { bytes, sha256: hash.digest('hex') }
  writeFileSync(note, JSON.stringify(kept), { mode: 0o600 })
  return 0
}

/** By its own descriptor: restic itself stores nothing of a device that it is given by its path. */
async function readAll(path: string, pass: (chunk: Buffer) => Promise<void>): Promise<number> {
  const file = await open(path, 'r')
  try {
    for (;;) {
      // A new one each time: the last may still wait to be written.
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, null)
      if (bytesRead === 0) return 0
      await pass(buffer.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
}

async function runAll([program = '', ...args]: readonly string[], pass: (chunk: Buffer) => Promise<void>): Promise<number> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !SECRET.test(name)))
  const child = spawn(program, args, { env: { ...env, LC_ALL: 'C' }, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
  // Looked at below; a program that cannot be started must not end the reading in between.
  ended.catch(() => undefined)
  for await (const chunk of child.stdout) await pass(chunk as Buffer)
  return ended
}
