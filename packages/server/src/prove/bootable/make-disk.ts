/** Makes one bootable disk (ext4) out of a tree of files, without mounting anything: mke2fs fills it, debugfs adapts it. */
import { open } from 'node:fs/promises'
import type { ProofReason } from '@mainstay/contract/recovery'
import { brief, reason } from '../reason.ts'
import { runTool, type ToolRun } from '../sandbox/run-tool.ts'
import { freeSpaceProblem } from '../steps.ts'

export type MakeDisk = {
  /** The folder that becomes `/`. */
  root: string
  disk: string
  bytes: number
  files: number
  uuid: string
  label: string | null
  /** Files of the system that must read differently on this disk, and folders that must be there. */
  adapt: { files: { path: string; text: string }[]; folders: { path: string; mode: number }[] }
  /** Where drafts of the adapted files lie. */
  draftFolder: string
  signal: AbortSignal
}

export type MadeDisk = { kind: 'made'; bytes: number } | { kind: 'not-made'; reason: ProofReason } | { kind: 'stopped' }

const MEBIBYTE = 2 ** 20

export async function makeDisk(o: MakeDisk): Promise<MadeDisk> {
  const bytes = diskBytes(o)
  const space = await freeSpaceProblem(o.draftFolder, o.bytes)
  if (space !== null) return { kind: 'not-made', reason: space }
  const file = await open(o.disk, 'wx', 0o600)
  await file.truncate(bytes)
  await file.close()
  const label = o.label === null ? [] : ['-L', o.label]
  // Without a reserve for root: the disk is as large as its files ask for, and lives for minutes.
  const made = await runTool(
    ['mke2fs', '-q', '-F', '-t', 'ext4', '-m', '0', '-N', String(inodes(o)), '-U', o.uuid, ...label, '-d', o.root, o.disk],
    { signal: o.signal },
  )
  if (made.kind !== 'done') return notMade(made, 'mke2fs')
  const adapted = await adapt(o)
  return adapted ?? { kind: 'made', bytes }
}

/** Every file rounded up to whole blocks, a fifth for the file system's own and for what the server writes, and half a gibibyte. */
function diskBytes({ bytes, files }: MakeDisk): number {
  return Math.ceil((bytes * 1.2 + files * 4096) / MEBIBYTE) * MEBIBYTE + 512 * MEBIBYTE
}

function inodes({ files }: MakeDisk): number {
  return Math.ceil(files * 1.2) + 32_768
}

async function adapt(o: MakeDisk): Promise<Exclude<MadeDisk, { kind: 'made' }> | null> {
  const commands: string[] = []
  for (const { path, mode } of o.adapt.folders)
    commands.push(
      `mkdir ${path}`,
      `set_inode_field ${path} mode 0${(0o040_000 | mode).toString(8)}`,
      `set_inode_field ${path} uid 0`,
      `set_inode_field ${path} gid 0`,
    )
  for (const [n, { path, text }] of o.adapt.files.entries()) {
    const draft = `${o.draftFolder}/adapted-${n}`
    const file = await open(draft, 'wx', 0o600)
    await file.writeFile(text)
    await file.close()
    commands.push(
      `rm ${path}`,
      `write ${draft} ${path}`,
      `set_inode_field ${path} mode 0100644`,
      `set_inode_field ${path} uid 0`,
      `set_inode_field ${path} gid 0`,
    )
  }
  if (commands.length === 0) return null
  // debugfs answers a command that it cannot do on stderr and goes on; a folder that is there already is such a one.
  const ran = await runTool(['debugfs', '-w', '-f', '-', o.disk], { signal: o.signal, input: `${commands.join('\n')}\n` })
  return ran.kind === 'done' ? null : notMade(ran, 'debugfs')
}

function notMade(ran: Exclude<ToolRun, { kind: 'done' }>, program: string): Exclude<MadeDisk, { kind: 'made' }> {
  if (ran.kind === 'stopped') return ran
  if (ran.kind === 'missing') return { kind: 'not-made', reason: reason('recovery.sandbox.qemu-missing', { program }) }
  return { kind: 'not-made', reason: reason('recovery.disk.not-made', { detail: brief(ran.detail) }) }
}
