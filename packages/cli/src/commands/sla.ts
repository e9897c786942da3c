/** `mainstay sla explain`: the SLA clock on a document, with the ledger that explains every deadline. */
import { type SlaAnswer, type SlaDocument, SlaDocumentSchema } from '@mainstay/contract/servicedesk'
import { AppError } from '@mainstay/kernel'
import { sla, type WorkingTime, workingTime } from '@mainstay/server/sla'
import type { Command } from 'commander'
import { readDocument } from '../document.ts'
import type { Io } from '../io.ts'
import { show } from '../outcome.ts'

export function registerSla(program: Command, io: Io): void {
  program
    .command('sla')
    .description('service levels')
    .command('explain')
    .description('run the SLA clock on a document, or on each of a list (exit 65 when it breaks a rule)')
    .argument('[file]', 'JSON; stdin without it')
    .option('--json', 'one JSON document on stdout, which it is anyway unless a person reads it')
    .action(async (file: string | undefined, options: { json?: boolean }) => {
      const input = await readDocument(file)
      const calendars = new Map<string, WorkingTime>()
      const answers = Array.isArray(input)
        ? input.map((one, index) => explain(one, calendars, `document ${index + 1} of ${input.length}: `))
        : explain(input, calendars, '')
      show(io, options.json === true || !process.stdout.isTTY, {
        json: answers,
        text: (Array.isArray(answers) ? answers : [answers]).map(describe).join('\n\n'),
      })
    })
}

function explain(input: unknown, calendars: Map<string, WorkingTime>, which: string): SlaAnswer {
  const parsed = SlaDocumentSchema.safeParse(input)
  if (!parsed.success) {
    const absent = missingParts(input)
    const [issue] = parsed.error.issues
    throw new AppError('servicedesk.sla-rule', {
      rule:
        absent.length > 0
          ? `${which}the document lacks ${absent.join('; ')}.`
          : `${which}${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'not valid'}.`,
    })
  }
  const { calendar, events, policy, now } = parsed.data
  try {
    return sla(events, policy, compiled(calendar, calendars), Math.floor(Date.parse(now) / 1000))
  } catch (error) {
    if (which === '' || !(error instanceof AppError) || error.code !== 'servicedesk.sla-rule') throw error
    throw new AppError('servicedesk.sla-rule', { rule: `${which}${error.data['rule']}` })
  }
}

const PARTS: Record<keyof SlaDocument, string> = {
  calendar: '"calendar" (the hours in which the clock runs)',
  policy: '"policy" (the targets of response and resolution)',
  events: '"events" (what happened to the ticket, with times)',
  now: '"now" (the time for which the clock is read)',
}

function missingParts(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return []
  return Object.entries(PARTS).flatMap(([part, meaning]) => (part in input ? [] : [meaning]))
}

/** Documents of one desk share a calendar, and compiling one costs more than a ticket. */
function compiled(calendar: SlaDocument['calendar'], calendars: Map<string, WorkingTime>): WorkingTime {
  const key = JSON.stringify(calendar)
  const known = calendars.get(key) ?? workingTime(calendar)
  calendars.set(key, known)
  return known
}

function describe({ response, resolution, breaches, ledger }: SlaAnswer): string {
  const clock = (name: string, one: SlaAnswer['response'] | SlaAnswer['resolution']): string[] =>
    one === null
      ? [`${name}  no target`]
      : [
          `${name}  ${one.state.padEnd(8)}  deadline ${one.deadline ?? 'stands still'}  used ${hours(one.consumedSeconds)}${one.at === null ? '' : `  done ${one.at}`}`,
        ]
  return [
    ...clock('response  ', response),
    ...clock('resolution', resolution),
    ...breaches.map((one) => `breached: ${one.clock}, due ${one.deadline}, target ${one.target.amount} ${one.target.unit}`),
    ...ledger.map(
      (one) =>
        `  ${one.from} to ${one.to}  ${one.counted ? 'counted' : '-      '}  ${one.why}${one.rule === undefined ? '' : ` (${one.rule})`}`,
    ),
  ].join('\n')
}

function hours(seconds: number): string {
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min ${seconds % 60} s`
}
