/** Keeps on disk what was collected but is not yet a file of the queue, a line for each collection, so that `kill -9` takes at most one. */
import { appendFileSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Measurement } from '@mainstay/contract/agent'
import { type Log, reasonOf } from './log.ts'

/** The journal bears the name of the batch that it is going to be: if that batch exists, the journal is a left-over. */
export type BatchName = { bootId: string; seq: number }
export type Journal = { append(batch: BatchName, measurements: readonly Measurement[]): void; clear(batch: BatchName): void }

const NAME = /^open-([0-9a-f]{16})-(\d+)\.jsonl$/

export function createJournal(folder: string, log: Log): Journal {
  const pathOf = ({ bootId, seq }: BatchName): string => join(folder, `open-${bootId}-${seq}.jsonl`)
  return {
    append(batch, measurements) {
      try {
        appendFileSync(pathOf(batch), `${JSON.stringify(measurements)}\n`, { mode: 0o600 })
      } catch (error) {
        log.warn('the disk did not take a collection; it is kept in memory until it is sent', { reason: reasonOf(error) })
      }
    },
    clear(batch) {
      rmSync(pathOf(batch), { force: true })
    },
  }
}

/** What earlier runs left. `torn` counts lines that a crash cut off. The files go: the caller puts the points into the queue. */
export function recoverJournals(
  folder: string,
  queued: readonly BatchName[],
): { collections: Measurement[][]; torn: number; done(): void } {
  const collections: Measurement[][] = []
  const paths: string[] = []
  let torn = 0
  for (const name of readdirSync(folder)) {
    const found = NAME.exec(name)
    if (found === null) continue
    paths.push(join(folder, name))
    if (queued.some(({ bootId, seq }) => bootId === found[1] && seq === Number(found[2]))) continue
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (line === '') continue
      const collection = parseLine(line)
      if (collection === null) torn += 1
      else collections.push(collection)
    }
  }
  return { collections, torn, done: () => paths.forEach((path) => rmSync(path, { force: true })) }
}

function parseLine(line: string): Measurement[] | null {
  try {
    const value: unknown = JSON.parse(line)
    return Array.isArray(value) && value.every(isMeasurement) ? value : null
  } catch {
    return null
  }
}

function isMeasurement(value: unknown): value is Measurement {
  if (typeof value !== 'object' || value === null) return false
  const { name, unit, value: number, attributes, at }: Record<string, unknown> = { ...value }
  return (
    typeof name === 'string' &&
    typeof unit === 'string' &&
    typeof number === 'number' &&
    typeof at === 'string' &&
    typeof attributes === 'object'
  )
}
