/** Asks every source for its section; one that fails, is late or answers nonsense becomes a section that says unknown and why. */
import { type ReportSection, ReportSectionSchema } from '@mainstay/contract/reports'
import { AppError, type Id } from '@mainstay/kernel'
import type { Log } from '../../platform/log/index.ts'
import type { Month } from './domain/month.ts'
import { RECOVERY } from './domain/verdict.ts'
import type { SectionSource } from './ports.ts'

export type Gather = (clientId: Id, month: Month, now: Date) => Promise<ReportSection[]>

/** A source reads summaries; one that takes longer than this would keep a person waiting. */
const SOURCE_LIMIT_MS = 20_000

export function gatherSections(o: { sources: readonly SectionSource[]; log: Log; limitMs?: number }): Gather {
  const ordered = [...o.sources.filter((one) => one.id === RECOVERY), ...o.sources.filter((one) => one.id !== RECOVERY)]
  return async (clientId, month, now) => {
    const asked = ordered.map(async (source): Promise<ReportSection | null> => {
      try {
        const section = await within(o.limitMs ?? SOURCE_LIMIT_MS, source.section(clientId, month, now))
        return section === null ? null : ReportSectionSchema.parse({ ...section, id: source.id })
      } catch (error) {
        o.log.error({ err: error, source: source.id, clientId }, 'a section of a report could not be made')
        return unknownSection(source, reasonOf(error))
      }
    })
    return (await Promise.all(asked)).filter((one) => one !== null)
  }
}

class Late extends Error {}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const timer = { id: setTimeout(() => {}, 0) }
  const late = new Promise<never>((_resolve, reject) => {
    timer.id = setTimeout(() => reject(new Late()), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer.id)
  }
}

/** Only what our own errors say goes to a client; anything else stays in the log. */
function reasonOf(error: unknown): string {
  if (error instanceof Late) return 'its records were not read in time'
  if (error instanceof AppError) return error.message.replace(/[.\s]+$/, '')
  return 'its records could not be read'
}

function unknownSection({ id, title, slot }: SectionSource, reason: string): ReportSection {
  return {
    id,
    slot,
    title,
    sentence: `This is not known: ${reason}.`,
    tone: 'unknown',
    facts: [],
    rows: [],
    strip: [],
    source: 'no records',
    freshAsOf: null,
  }
}
