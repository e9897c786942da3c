/** Takes the inventory and sends it, in a child: only when it differs from the last one that the server has, or a day has passed. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { takeInventory } from '../inventory/inventory.ts'
import { readIfThere, writeAtomic } from '../runtime/atomic-file.ts'
import { filesIn } from '../runtime/files.ts'
import { createServer } from '../runtime/server.ts'
import { AGENT_VERSION } from '../runtime/version.ts'

const InputSchema = z.object({ data: z.string(), server: z.string(), token: z.string() })
const SentSchema = z.object({ hash: z.string(), at: z.number() })
const DAY_MS = 24 * 3_600_000

export type InventoryEnd = { sent: boolean; reason: string | null }

export async function inventoryJob(input: unknown): Promise<InventoryEnd> {
  const { data, server, token } = InputSchema.parse(input)
  const path = filesIn(data).inventory
  const now = new Date()
  const inventory = await takeInventory(now)
  const hash = hashOf(inventory)
  const last = lastSent(path)
  if (last !== null && last.hash === hash && now.getTime() - last.at < DAY_MS) return { sent: false, reason: null }
  const answer = await createServer(server, AGENT_VERSION).call({ path: '/agent/v1/inventory', body: JSON.stringify(inventory), token })
  if (answer.kind !== 'ok') return { sent: false, reason: answer.kind === 'away' ? answer.reason : (answer.code ?? String(answer.status)) }
  writeAtomic(path, JSON.stringify({ hash, at: now.getTime() }))
  return { sent: true, reason: null }
}

/** What changes by itself all the time, the moment and the used bytes, is no change of the machine. */
function hashOf(inventory: Awaited<ReturnType<typeof takeInventory>>): string {
  const filesystems = inventory.filesystems.map(({ usedBytes: _used, ...rest }) => rest)
  const lasting = { ...inventory, at: null, filesystems }
  return createHash('sha256').update(JSON.stringify(lasting)).digest('hex')
}

function lastSent(path: string): z.infer<typeof SentSchema> | null {
  try {
    const sent = SentSchema.safeParse(JSON.parse(readIfThere(path) ?? 'null'))
    return sent.success ? sent.data : null
  } catch {
    return null
  }
}
