/** `mainstay last-clean`: which restore points of a restic repository can be trusted, and the newest clean one. */
import type { LastClean } from '@mainstay/contract/recovery'
import { findLastClean } from '@mainstay/server/last-clean'
import type { Command } from 'commander'
import { readablePath } from '../document.ts'
import type { Io } from '../io.ts'
import { show } from '../outcome.ts'

type Options = { repository: string; passwordFile: string; yara?: string; workDir?: string; json?: boolean }

const EXIT = { found: 0, none: 2, unknown: 3 } as const

export function registerLastClean(program: Command, io: Io): void {
  program
    .command('last-clean')
    .description('find the newest restore point that can be trusted (exit 0 found, 2 none is clean, 3 could not look)')
    .requiredOption('--repository <r>', 'a restic repository: a folder, rest:, sftp:, s3: …')
    .requiredOption('--password-file <file>', 'a file with its password')
    .option('--yara <dir>', 'a folder of YARA rules, beside our own')
    .option('--work-dir <dir>', 'where files are taken out to, to look into them')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: Options) => {
      process.exitCode = await run(io, options)
    })
}

async function run(io: Io, options: Options): Promise<number> {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const { known, answer } = await findLastClean({
    repository: options.repository,
    password: { kind: 'file', path: readablePath(options.passwordFile) },
    yara: options.yara ?? null,
    signal: stopping.signal,
    ...(options.workDir === undefined ? {} : { workFolder: options.workDir }),
    onProgress: progressTo(io),
  })
  show(io, options.json, { json: answer, text: describe(answer) })
  return known ? (answer.lastClean === null ? EXIT.none : EXIT.found) : EXIT.unknown
}

/** At a terminal, one line that is written over; elsewhere silence. */
function progressTo(io: Io): (progress: { done: number; points: number; files: number }) => void {
  if (!process.stderr.isTTY) return () => {}
  const started = Date.now()
  return ({ done, points, files }) => {
    const left = done === 0 ? '' : `, about ${Math.ceil((((Date.now() - started) / done) * (points - done)) / 1000)} s left`
    io.err(`\r\x1b[K${done} of ${points} restore points, ${files} files looked into${left}${done === points ? '\n' : ''}`)
  }
}

function describe({ lastClean, points, scanners, reasons }: LastClean): string {
  const lines = points.flatMap(({ id, takenAt, verdict, score, evidence }) => [
    `${takenAt}  ${id.slice(0, 12)}  ${verdict.padEnd(9)}  ${String(score).padStart(3)}`,
    ...evidence.map(({ path, detail }) => `    ${path === null ? '' : `${path}: `}${detail}`),
  ])
  const by =
    scanners.length === 0
      ? 'No scanner ran.'
      : `Scanned by ${scanners.map(({ name, signatures }) => `${name} (${signatures})`).join(' and ')}.`
  const found = lastClean === null ? 'No restore point is clean.' : `The newest clean restore point is ${lastClean}.`
  return [...lines, ...reasons.map(({ text }) => text), ...(points.length > 0 ? [by, found] : [])].join('\n')
}
