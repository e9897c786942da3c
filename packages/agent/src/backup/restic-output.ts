/** Reads what `restic backup --json` prints, line by line, in bounded memory. */

export type Summary = { snapshotId: string | null; filesProcessed: number; bytesProcessed: number; bytesAdded: number }
export type ResticEnd = { exitCode: number | null; summary: Summary | null; errors: string[] }

export type ResticReader = { push(chunk: string): void; end(): { summary: Summary | null; errors: string[] } }

/** A longer line than this is no message of restic's. */
const LONGEST_LINE = 64 * 1024
const MOST_ERRORS = 20

export function createResticReader(): ResticReader {
  let rest = ''
  let skipping = false
  let summary: Summary | null = null
  const errors: string[] = []

  function line(text: string): void {
    const message = parseLine(text)
    if (message?.message_type === 'summary') summary = summaryOf(message)
    // 0.18 calls it exit_error when it ends the whole run.
    if ((message?.message_type === 'error' || message?.message_type === 'exit_error') && errors.length < MOST_ERRORS)
      errors.push(errorOf(message))
  }

  return {
    push(chunk) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) {
        if (!skipping) line(text)
        skipping = false
      }
      if (rest.length > LONGEST_LINE) {
        rest = ''
        skipping = true
      }
    },
    end() {
      if (rest !== '' && !skipping) line(rest)
      rest = ''
      return { summary, errors }
    },
  }
}

type Message = Record<string, unknown>

function parseLine(text: string): Message | null {
  if (!text.startsWith('{')) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}

/** Before 0.17 the id is its first eight digits only. */
function summaryOf(message: Message): Summary {
  const count = (field: string): number => {
    const value = message[field]
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
  }
  const id = message.snapshot_id
  return {
    snapshotId: typeof id === 'string' && /^[0-9a-f]{8,64}$/.test(id) ? id : null,
    filesProcessed: count('total_files_processed'),
    bytesProcessed: count('total_bytes_processed'),
    bytesAdded: count('data_added'),
  }
}

function errorOf(message: Message): string {
  const { error, item, message: text } = message
  const said =
    typeof error === 'object' && error !== null && 'message' in error
      ? String(error.message)
      : typeof text === 'string'
        ? text
        : 'unknown error'
  return (typeof item === 'string' && item !== '' ? `${item}: ${said}` : said).slice(0, 500)
}
