/** What a collector is on each system: a pure reading of what a source gives, into measurements. */
import type { Measurement } from '@mainstay/contract/agent'

/** What a Linux collector may look at. Paths are absolute (`/proc/stat`); a test puts a recorded tree behind them. */
export type LinuxSource = {
  /** The text of a file, or null when it is missing or may not be read. */
  read(path: string): string | null
  /** The names in a folder, none when it is missing. */
  list(path: string): string[]
  /** The space of the filesystem mounted there in bytes, or null when it does not answer. */
  space(mountpoint: string): Space | null
}

export type Space = { total: number; free: number; available: number }

/** `at` is an ISO instant, one for the whole collection. */
export type LinuxCollector = (source: LinuxSource, at: string) => Measurement[]

/** `query` is a PowerShell expression; `rows` is what it gives after ConvertTo-Json, always as a list. */
export type WindowsCollector = { query: string | null; parse(rows: Row[], at: string): Measurement[] }
export type Row = Record<string, unknown>

/** `commands` are argument lists, keyed for `parse`; a command that failed gives an empty text. */
export type DarwinCollector<K extends string = string> = {
  commands: Record<K, string[]>
  parse(outputs: Record<K, string>, at: string): Measurement[]
}

/** Collects into one list at one instant, and drops values that are no number, so that no reader has to. */
export function measuring(at: string) {
  const list: Measurement[] = []
  const put = (name: string, unit: string, value: number | null | undefined, attributes: Record<string, string> = {}): void => {
    if (typeof value === 'number' && Number.isFinite(value)) list.push({ name, unit, value, attributes, at })
  }
  return { list, put }
}

/** A field of a Windows row as a number; 64-bit counters may come as text. */
export function numberIn(row: Row, field: string): number | null {
  const value = row[field]
  if (typeof value === 'number') return value
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  return null
}

export function textIn(row: Row, field: string): string {
  const value = row[field]
  return typeof value === 'string' ? value : ''
}
