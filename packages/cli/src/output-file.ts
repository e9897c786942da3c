/** A file that a command writes for a person: tried before the work, whole or not at all, and an older one stays until then. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { usage } from './outcome.ts'

export type OutputFile = { path: string; write(bytes: Uint8Array): void; discard(): void }

/** Throws cli.usage for a folder, cli.out-file where it cannot be written. */
export function openOutput(name: string): OutputFile {
  if (name === '') throw usage('--out is the name of a file')
  const path = resolve(name)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw usage(`--out ${name} is a folder; name a file in it`)
  if (!existsSync(dirname(path))) throw usage(`--out ${name}: there is no folder ${dirname(path)}. Make it first.`)
  const work = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  let handle: number | null = attempt(path, () => openSync(work, 'wx', 0o600))
  const discard = (): void => {
    if (handle === null) return
    closeSync(handle)
    handle = null
    rmSync(work, { force: true })
  }
  return {
    path,
    discard,
    write(bytes) {
      if (handle === null) throw new Error('written already')
      const open = handle
      attempt(path, () => {
        for (let at = 0; at < bytes.length; ) at += writeSync(open, bytes, at)
        fsyncSync(open)
        renameSync(work, path)
      })
      closeSync(open)
      handle = null
    },
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new AppError('cli.out-file', { path, detail: cause instanceof Error ? cause.message : String(cause) }, { cause })
  }
}
