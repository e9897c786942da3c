/** Takes the inventory and sends it, in a child whose memory goes with it; what did not change is not sent again. `reason` says why it could not. */
import { createHash } from 'node:crypto'
import type { Inventory } from '@mainstay/contract/agent'
import { z } from 'zod'
import { takeInventory } from '../inventory/inventory.ts'
import { readIfThere, writeAtomic } from '../runtime/atomic-file.ts'
import { filesIn } from '../runtime/files.ts'
import { gzip } from '../runtime/gzip.ts'
import { createServer } from '../runtime/server.ts'
import { AGENT_VERSION } from '../runtime/version.ts'

const InputSchema = z.object({ data: z.string(), server: z.string(), token: z.string() })

/** Sent at least once a day even when nothing changed, so that its age says something. */
const LONGEST_SILENCE_MS = 24 * 3_600_000

export async function inventoryJob(input: unknown): Promise<{ reason: string | null }> {
  const { data, server, token } = InputSchema.parse(input)
  const path = filesIn(data).inventory
  const inventory = await takeInventory(new Date())
  const hash = contentHash(inventory)
  const last = parseLast(readIfThere(path))
  if (last?.hash === hash && Date.now() - last.at < LONGEST_SILENCE_MS) return { reason: null }
  const body = await gzip(JSON.stringify(inventory))
  const answer = await createServer(server, AGENT_VERSION).call({ path: '/agent/v1/inventory', body, gzip: true, token })
  if (answer.kind === 'away') return { reason: answer.reason }
  if (answer.kind === 'refused') return { reason: `the server refused it: ${answer.code ?? answer.status}` }
  writeAtomic(path, JSON.stringify({ hash, at: Date.now() }))
  return { reason: null }
}

/** Times and fill levels change all the time and are metrics; the rest is what an inventory is about. */
function contentHash(inventory: Inventory): string {
  const { at: _at, filesystems, protection, ...rest } = inventory
  // In an order of their own: sizes and process numbers move them about.
  const folders = protection?.folders.map(({ path }) => path).toSorted()
  const databases = protection?.databases.map((one) => JSON.stringify(one)).toSorted()
  const stable = {
    ...rest,
    protection: { ...protection, folders, databases },
    filesystems: filesystems.map(({ usedBytes: _used, ...filesystem }) => filesystem),
  }
  return createHash('sha256').update(JSON.stringify(stable)).digest('hex')
}

function parseLast(text: string | null): { hash: string; at: number } | null {
  try {
    return z.object({ hash: z.string(), at: z.number() }).parse(JSON.parse(text ?? ''))
  } catch {
    return null
  }
}
