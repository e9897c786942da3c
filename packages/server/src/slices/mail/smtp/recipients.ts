/** Asks the next hop whether it knows a recipient, while the sender is on the line, and remembers the answer. */
import { type MailDomain, inOrder } from '../domain/next-hop.ts'
import { normalAddress } from '../domain/address.ts'
import { askForRecipient } from './dialogue.ts'

/** `unsure`: nobody could say, so the mail is taken, and the spool carries it. */
export type Known = { kind: 'known' | 'unsure' } | { kind: 'unknown'; reply: string }

export type Recipients = { verify(domain: MailDomain, address: string): Promise<Known> }

const KEEP_MS = { known: 3_600_000, unknown: 600_000, unsure: 30_000 }
const MOST_KEPT = 100_000

export function createRecipients({ name, timeoutMs, now }: { name: string; timeoutMs: number; now: () => number }): Recipients {
  const answers = new Map<string, { until: number; known: Promise<Known> }>()
  return {
    verify: (domain, address) => {
      if (!domain.verifyRecipients) return Promise.resolve({ kind: 'known' })
      // The address as it is to be handed on: another client's next hop must not answer for it.
      const key = `${domain.clientId} ${normalAddress(address)}`
      const found = answers.get(key)
      if (found !== undefined && found.until > now()) return found.known
      if (answers.size >= MOST_KEPT) answers.delete(answers.keys().next().value ?? '')
      // While it is asked for, others wait for the same answer.
      const entry = { until: now() + timeoutMs * 2, known: ask(domain, address, name, timeoutMs) }
      answers.set(key, entry)
      void entry.known.then(({ kind }) => {
        entry.until = now() + KEEP_MS[kind]
      })
      return entry.known
    },
  }
}

async function ask(domain: MailDomain, recipient: string, name: string, timeoutMs: number): Promise<Known> {
  for (const hop of inOrder(domain.nextHops)) {
    try {
      const { code, text } = await askForRecipient(hop, { recipient, name, timeoutMs })
      if (code >= 500) return { kind: 'unknown', reply: `${code} ${text}`.slice(0, 300) }
      return { kind: code < 300 ? 'known' : 'unsure' }
    } catch {
      // The next in order may be there.
    }
  }
  return { kind: 'unsure' }
}
