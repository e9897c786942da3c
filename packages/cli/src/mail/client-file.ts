/** What is known of a client, from its file beside the model, as the scorer wants it. */
import { join } from 'node:path'
import { MailClientSchema } from '@mainstay/contract/mail'
import type { ScoringContext } from '@mainstay/server/mail'
import { readDocument } from '../document.ts'
import type { Io } from '../io.ts'
import { usage } from '../outcome.ts'
import { foldersOf } from '../processes/folders.ts'

/** Files say nothing of the connection that a message came by. */
const ENVELOPE = { mailFrom: null, recipients: [], remoteAddress: null, helo: null }

export async function clientContext(client: string | undefined, data: string | undefined, env: Io['env']): Promise<ScoringContext> {
  const now = new Date()
  if (client === undefined) return { envelope: ENVELOPE, now }
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(client)) throw usage(`--client is an id, not ${client}`)
  const path = join(foldersOf(data, env).root, 'mail', 'clients', `${client}.json`)
  const parsed = MailClientSchema.safeParse(await readDocument(path))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw usage(`${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`)
  }
  const { domains, people, correspondents, known, allow, deny, trustedIssuers, thresholds } = parsed.data
  const knownAddresses = known === undefined ? null : new Set(known)
  return {
    envelope: ENVELOPE,
    directory: {
      domains,
      people,
      correspondents,
      knows: knownAddresses === null ? null : (address) => knownAddresses.has(address.toLowerCase()),
    },
    lists: { allow: new Set(allow), deny: new Set(deny) },
    trustedIssuers: new Set(trustedIssuers),
    thresholds: Object.fromEntries(Object.entries(thresholds).filter(([, value]) => value !== undefined)),
    now,
  }
}
