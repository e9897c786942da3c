/** `mainstay authority`: whose keys may command a client's devices. */
import type { KeyRole } from '@mainstay/envelope'
import { changeThreshold } from '@mainstay/envelope'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { show, usage } from '../outcome.ts'
import type { ShownAuthority } from '../signer/authorities.ts'
import { clientId, type SigningOptions, signerFrom, withServer } from './signing-options.ts'

type ClientOptions = SigningOptions & { client: string }

export function registerAuthority(program: Command, io: Io): void {
  const authority = program.command('authority').description("whose keys may command a client's devices")
  const add = (name: string, description: string) =>
    withServer(authority.command(name).description(description)).requiredOption('--client <id>', 'the client')
  add('show', 'the keys, and how many must agree to change them').action((options: ClientOptions) => showAuthority(io, options))
  add('create', 'found the authority of a client that has none').action((options: ClientOptions) => createAuthority(io, options))
  add('trust', 'pin an authority that a colleague founded')
    .requiredOption('--genesis <hash>', 'its genesis hash, told by the colleague, not by the server')
    .action((options: ClientOptions & { genesis: string }) => trustAuthority(io, options))
  add('add-key', 'propose a further key; its holder and a second key must sign too')
    .requiredOption('--key <publicKey>', 'as "mainstay key show" prints it on the other machine')
    .requiredOption('--name <name>', 'whose it is')
    .option('--role <role>', 'owner, technician or recovery', 'technician')
    .action((options: ClientOptions & { key: string; name: string; role: string }) => addKey(io, options))
  add('revoke-key', 'propose to revoke a key')
    .requiredOption('--key <keyId>', 'its key id')
    .action((options: ClientOptions & { key: string }) => revokeKey(io, options))
}

async function showAuthority(io: Io, options: ClientOptions): Promise<void> {
  const signer = await signerFrom(io, options)
  show(io, options.json, described(await signer.authorities.show(clientId(options.client))))
}

async function createAuthority(io: Io, options: ClientOptions): Promise<void> {
  const signer = await signerFrom(io, options)
  await signer.createClientAuthority({ clientId: clientId(options.client) })
  show(io, options.json, described(await signer.authorities.show(options.client)))
}

async function trustAuthority(io: Io, options: ClientOptions & { genesis: string }): Promise<void> {
  const state = await (await signerFrom(io, options)).authorities.trust(clientId(options.client), options.genesis)
  const json = { clientId: state.client, outcome: 'pinned', head: state.head, missing: 0 }
  show(io, options.json, { json, text: `The authority of ${state.client} is pinned: ${state.keys.size} keys, ${state.seq + 1} entries.` })
}

async function addKey(io: Io, options: ClientOptions & { key: string; name: string; role: string }): Promise<void> {
  if (!isRole(options.role)) throw usage('--role is owner, technician or recovery')
  if (options.name === '' || options.name.length > 100) throw usage('a name has 1 to 100 characters')
  const of = { publicKey: options.key, name: options.name, role: options.role }
  const answer = await (await signerFrom(io, options)).authorities.addKey(clientId(options.client), of)
  show(io, options.json, changed(options.client, answer))
}

async function revokeKey(io: Io, options: ClientOptions & { key: string }): Promise<void> {
  const answer = await (await signerFrom(io, options)).authorities.revokeKey(clientId(options.client), options.key)
  show(io, options.json, changed(options.client, answer))
}

function isRole(role: string): role is KeyRole {
  return role === 'owner' || role === 'technician' || role === 'recovery'
}

function changed(client: string, answer: { outcome: string; head: string; missing: number }) {
  const { outcome, head, missing } = answer
  const text =
    outcome === 'appended'
      ? 'Done.'
      : `Proposed. ${missing} more signature${missing === 1 ? '' : 's'} needed: the others run "mainstay sign".`
  return { json: { clientId: client, outcome, head, missing }, text }
}

function described({ state, answer, myKeyId }: ShownAuthority) {
  const threshold = changeThreshold(state)
  const keys = [...state.keys.values()].map((key) => ({ ...key, mine: key.keyId === myKeyId }))
  const revoked = [...state.revoked.values()].map(({ keyId, name }) => ({ keyId, name }))
  const json = {
    clientId: state.client,
    genesisHash: state.genesisHash,
    head: state.head,
    entries: state.seq + 1,
    changeThreshold: threshold,
    keys,
    revoked,
    proposals: answer.proposals.length,
  }
  const rows = [
    `client   ${state.client}`,
    `genesis  ${state.genesisHash}`,
    ...keys.map((key) => `key      ${key.keyId}  ${key.role}  ${key.name}${key.mine ? '  (yours)' : ''}`),
    ...revoked.map((key) => `revoked  ${key.keyId}  ${key.name}`),
  ]
  const loud =
    threshold === 1
      ? [
          '',
          'ONE KEY ALONE commands this client and can change its authority. Destructive commands are not possible with it. Add a second key.',
        ]
      : [`A change needs the signatures of ${threshold} keys.`]
  return { json, text: [...rows, ...loud].join('\n') }
}
