/** What is protected beside folders, as lines that a person types: disks, dumps of databases, programs before and after. */
import { type BackupPolicy, type DiskImage, DiskImageSchema, type Dump, DumpSchema, type Hook, HookSchema } from '@mainstay/contract/agent'

export type SourcesForm = {
  /** Whole disks instead of folders. */
  kind: 'files' | 'image'
  disks: string
  dumps: string
  before: string
  after: string
  hookMinutes: number
}

export const DUMP_LINES_HELP = 'One a line: postgresql · postgresql app port 5433 · mysql · mysql shop · sqlite /srv/app.db'
export const HOOK_HELP = 'One program by its full path with its arguments, as the agent’s user; no shell reads it'

type Sources = Pick<BackupPolicy, 'images' | 'dumps' | 'hooks'>

export function sourcesFormOf(backup: Sources | null): SourcesForm {
  const { images, dumps, hooks } = backup ?? {}
  return {
    kind: images === undefined ? 'files' : 'image',
    disks: images?.map(({ device }) => device).join('\n') ?? '',
    dumps: dumps?.map(dumpLine).join('\n') ?? '',
    before: hooks?.before === undefined ? '' : commandLine(hooks.before.command),
    after: hooks?.after === undefined ? '' : commandLine(hooks.after.command),
    hookMinutes:
      (hooks?.before ?? hooks?.after)?.timeoutSeconds === undefined ? 10 : ((hooks?.before ?? hooks?.after)?.timeoutSeconds ?? 600) / 60,
  }
}

/** What was typed, or what is wrong with it. */
export function readSources(form: SourcesForm): { sources: Sources } | { problem: string } {
  const images: DiskImage[] = []
  for (const device of form.kind === 'image' ? lines(form.disks) : []) {
    const read = DiskImageSchema.safeParse({ device })
    if (!read.success) return { problem: `“${device}” is no disk: name it by its place, as /dev/sda or /dev/vg0/root.` }
    images.push(read.data)
  }
  const dumps: Dump[] = []
  for (const line of lines(form.dumps)) {
    const read = DumpSchema.safeParse(dumpOf(line))
    if (!read.success) return { problem: `“${line}” is no dump. ${DUMP_LINES_HELP}` }
    dumps.push(read.data)
  }
  const hooks: { before?: Hook; after?: Hook } = {}
  for (const which of ['before', 'after'] as const) {
    const text = form[which].trim()
    if (text === '') continue
    const read = HookSchema.safeParse({ command: wordsOf(text), timeoutSeconds: Math.round(form.hookMinutes * 60) })
    if (!read.success)
      return {
        problem: `The program ${which} the backup begins with its full path, as /usr/local/bin/stop-app, and may run for 1 minute to 24 hours.`,
      }
    hooks[which] = read.data
  }
  return {
    sources: {
      ...(images.length === 0 ? {} : { images }),
      ...(dumps.length === 0 ? {} : { dumps }),
      ...(hooks.before === undefined && hooks.after === undefined ? {} : { hooks }),
    },
  }
}

/** In words, for whoever is about to sign it. */
export function dumpLine(dump: Dump): string {
  const line = shortDump(dump)
  return JSON.stringify(ordered(dumpOf(line))) === JSON.stringify(ordered(dump)) ? line : JSON.stringify(dump)
}

function shortDump(dump: Dump): string {
  if (dump.engine === 'sqlite') return `sqlite ${dump.path}`
  const database = dump.database === undefined ? '' : ` ${dump.database}`
  return dump.engine === 'postgresql' && dump.port !== undefined ? `postgresql${database} port ${dump.port}` : `${dump.engine}${database}`
}

function dumpOf(line: string): unknown {
  if (line.startsWith('{')) return json(line)
  const [, engine = '', rest = ''] = /^(\S+)(?:\s+(.*))?$/.exec(line) ?? []
  if (engine === 'sqlite') return { engine, path: rest }
  if (engine === 'mysql') return { engine, ...(rest === '' ? {} : { database: rest }) }
  const [, database = '', port] = /^(.*?)\s*(?:\bport\s+(\d+))?$/.exec(rest) ?? []
  return { engine, ...(database === '' ? {} : { database }), ...(port === undefined ? {} : { port: Number(port) }) }
}

/** Words between blanks; one that has blanks stands in double quotes. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => plain ?? quoted?.replace(/\\(.)/g, '$1') ?? '')
}

export function commandLine(command: readonly string[]): string {
  return command.map((word) => (/^[^\s"\\]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`)).join(' ')
}

function lines(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
}

function ordered(value: unknown): unknown {
  return Object.entries(value ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function json(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
