/** `mainstay token`: a one-time token with which a machine enrols without having to trust the server. */
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { show, usage } from '../outcome.ts'
import { clientId, type SigningOptions, signerFrom, withServer } from './signing-options.ts'

type TokenOptions = SigningOptions & { client: string; site?: string; hours: string }

const MAX_HOURS = 31 * 24

export function registerToken(program: Command, io: Io): void {
  withServer(program.command('token').description('mint an enrolment token, good for one machine'))
    .requiredOption('--client <id>', 'the client that the machine belongs to')
    .option('--site <id>', 'the site that it stands at')
    .option('--hours <n>', 'how long it is good for', '24')
    .action((options: TokenOptions) => token(io, options))
}

async function token(io: Io, options: TokenOptions): Promise<void> {
  const expiresInHours = Number(options.hours)
  if (!(expiresInHours > 0 && expiresInHours <= MAX_HOURS)) throw usage(`--hours must lie between 0 and ${MAX_HOURS}`)
  const client = clientId(options.client)
  const signer = await signerFrom(io, options)
  // A client that was made at the console has no authority yet: its first token founds it (docs/adr/0090).
  if ((await signer.createClientAuthority({ clientId: client })).created)
    io.err(
      'This is the first machine of this client, so your key founded its authority: from now on only your key commands its machines.\n',
    )
  const minted = await signer.mintToken({ clientId: client, siteId: options.site ? clientId(options.site) : null, expiresInHours })
  show(io, options.json, {
    json: minted,
    text: `${minted.installLine}\n\nGood for one machine until ${minted.expiresAt}. Whoever has it can enrol a machine.`,
  })
}
