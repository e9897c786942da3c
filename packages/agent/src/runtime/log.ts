/** Writes the agent's log: JSON lines on stderr, constant messages with fields. Secrets never come here. */
import { writeSync } from 'node:fs'

export type Fields = Record<string, string | number | boolean | null>
export type Log = { info(message: string, fields?: Fields): void; warn(message: string, fields?: Fields): void }

export function createLog(write: (line: string) => void = toStandardError, now = () => new Date()): Log {
  const line = (level: string) => (message: string, fields?: Fields) =>
    write(`${JSON.stringify({ time: now().toISOString(), level, message, ...fields })}\n`)
  return { info: line('info'), warn: line('warn') }
}

/** Without Node's streams, which cost the resident process two megabytes. A reader that does not read must not stop the agent. */
function toStandardError(line: string): void {
  try {
    writeSync(2, line)
  } catch {
    // EAGAIN or EPIPE: this line is lost.
  }
}

/** What went wrong in one line, for a field of the log. An error's cause says more than "fetch failed". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 500)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`.slice(0, 500)
}
