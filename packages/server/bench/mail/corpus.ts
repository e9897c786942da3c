/** The labelled mail of the corpus: unpacked to a folder of its own, read once. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { corpusFolder } from '@mainstay/testing'
import { type Example, exampleOf, type Label } from '../../src/mail-quality.ts'

export type Message = Example & { file: string; path: string; source: string; month: string }
export type Corpus = { folder: string; messages: Message[]; remove(): void }

/** Null where no corpus was given: `CORPUS_DIR=DIR npm run bench -- mail-quality`, where DIR has `mail/dev.tar.xz`. */
export function openCorpus(): Corpus | null {
  const given = corpusFolder('mail')
  if (given === null) return null
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-mail-'))
  execFileSync('tar', ['--extract', '--file', join(given, 'dev.tar.xz'), '--directory', folder, '--no-same-owner'])
  const messages = (['ham', 'spam', 'phish'] as const).flatMap((label) =>
    readdirSync(join(folder, label))
      .sort()
      .map((file) => readMessage(folder, label, file)),
  )
  return { folder, messages, remove: () => rmSync(folder, { recursive: true }) }
}

function readMessage(folder: string, label: Label, file: string): Message {
  const path = join(folder, label, file)
  const raw = readFileSync(path)
  return { ...exampleOf(raw, label), file, path, source: file.split('-')[0] ?? '', month: monthOf(raw) }
}

/** Dates were moved to a common range; they serve to split the messages, and nothing else. */
function monthOf(raw: Buffer): string {
  const date = /^date:(.{1,60})$/im.exec(raw.toString('latin1', 0, 20_000))?.[1] ?? ''
  const time = new Date(date)
  return Number.isNaN(time.getTime()) ? 'unknown' : time.toISOString().slice(0, 7)
}
