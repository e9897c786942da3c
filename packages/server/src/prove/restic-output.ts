/** Reads what restic prints, as text (0.14) or as JSON lines (0.16 and later). */

export type ResticEvent =
  | { type: 'error'; message: string; item: string | null }
  | { type: 'status'; doneBytes: number; totalBytes: number }
  | { type: 'suggests-prune' }
  | { type: 'other' }

export function readLine(line: string): ResticEvent {
  if (line.startsWith('{')) {
    const json = parseJson(line)
    if (json !== null) return readMessage(json)
  }
  const ignored = /^ignoring error for (.*?): (.*)$/.exec(line)
  if (ignored !== null) return { type: 'error', item: ignored[1] ?? null, message: ignored[2] ?? '' }
  if (line.includes('not referenced in any index')) return { type: 'suggests-prune' }
  // Retries are not the outcome; what comes of them is said in a line of its own.
  if (/returned error, retrying after|^Load\(.*\) failed: /.test(line)) return { type: 'other' }
  return { type: 'error', message: line, item: null }
}

function readMessage(json: Record<string, unknown>): ResticEvent {
  switch (json.message_type) {
    case 'error': {
      const nested = json.error
      const message = isRecord(nested) ? nested.message : json.message
      return { type: 'error', message: textOf(message), item: typeof json.item === 'string' ? json.item : null }
    }
    case 'exit_error':
      return { type: 'error', message: textOf(json.message), item: null }
    case 'status':
      return { type: 'status', doneBytes: Number(json.bytes_restored ?? 0), totalBytes: Number(json.total_bytes ?? 0) }
    case 'summary':
      return json.suggest_prune === true ? { type: 'suggests-prune' } : { type: 'other' }
    default:
      return { type: 'other' }
  }
}

export function parseJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Of a field that restic fills with text or a number. */
export function textOf(value: unknown, otherwise = ''): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise
}
