/** `mainstay sign`: shows what waits for a signature, and signs what the person chose. */
import type { PendingItem, SignedItem } from '@mainstay/contract/trust'
import { AppError } from '@mainstay/kernel'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { show, Unfinished, usage } from '../outcome.ts'
import type { LocalSigner } from '../signer/open-signer.ts'
import { type SigningOptions, signerFrom, withServer } from './signing-options.ts'

type SignOptions = SigningOptions & { list?: boolean; all?: boolean; yes?: boolean }

export function registerSign(program: Command, io: Io): void {
  withServer(program.command('sign').description('sign commands and changes of authorities that wait for you'))
    .argument('[ids...]', 'ids as --list shows them; each stands for exactly what was shown')
    .option('--list', 'only show what waits')
    .option('--all', 'everything that waits')
    .option('--yes', 'do not ask again')
    .action((ids: string[], options: SignOptions) => sign(io, ids, options))
}

async function sign(io: Io, ids: string[], options: SignOptions): Promise<void> {
  if ([options.list === true, options.all === true, ids.length > 0].filter(Boolean).length > 1) {
    throw usage('give one of --list, --all, or ids')
  }
  const signer = await signerFrom(io, options)
  const pending = await signer.listPending()
  if (!options.all && ids.length === 0) return show(io, options.json, listed(pending))
  const mine = (await signer.context.key()).keyId
  const open = pending.filter((item) => !item.signedBy.includes(mine))
  const chosen = options.all ? open : ids.map((id) => pending.find((item) => item.id === id) ?? unknownId(id))
  const signed = await signChosen(io, signer, chosen, options)
  show(io, options.json, { json: { signed }, text: signed.length === 0 ? 'Nothing waits for a signature.' : signed.map(line).join('\n') })
  const refused = signed.filter((item) => item.outcome === 'refused')
  if (refused.length > 0) throw new Unfinished(`${refused.length} of ${signed.length} were not signed; the list says why.`)
}

async function signChosen(io: Io, signer: LocalSigner, chosen: PendingItem[], options: SignOptions): Promise<SignedItem[]> {
  if (chosen.length === 0) return []
  if (!options.yes) {
    if (io.ask === null) throw new AppError('cli.confirm')
    io.err(`${chosen.map(paragraph).join('\n\n')}\n\n`)
    if ((await io.ask(`Sign ${chosen.length === 1 ? 'this' : `these ${chosen.length}`}? [y/N] `)).trim().toLowerCase() !== 'y') {
      throw new AppError('cli.confirm')
    }
  }
  return signer.signPending(chosen.map((item) => item.id))
}

function unknownId(id: string): never {
  throw new AppError('cli.pending-unknown', { id })
}

function listed(pending: PendingItem[]) {
  return { json: { pending }, text: pending.length === 0 ? 'Nothing waits for a signature.' : pending.map(paragraph).join('\n\n') }
}

function paragraph(item: PendingItem): string {
  const rows = [
    item.id,
    `  ${item.summary}`,
    `  client   ${item.clientId}`,
    ...item.devices.map((device) => `  device   ${device}`),
    `  content  ${JSON.stringify(item.args)}`,
  ]
  if (item.payloadHash !== null) rows.push(`  payload  ${item.payloadHash}`)
  if (item.note !== '') rows.push(`  note     ${item.note} (written by the server, not signed)`)
  rows.push(`  needs    ${item.signaturesNeeded} more signature${item.signaturesNeeded === 1 ? '' : 's'}`)
  return rows.join('\n')
}

function line(item: SignedItem): string {
  if (item.outcome === 'refused') return `${item.id}  refused: ${item.reason}`
  return `${item.id}  ${item.outcome === 'signed' ? 'signed' : `signed; ${item.missing} more needed`}`
}
