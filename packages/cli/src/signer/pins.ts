/** What this machine remembers so that it need not believe the server: its identity key, and the authorities of the clients. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type AuthorityState, bytesOfLength, type EntryWire, verifyAuthority } from '@mainstay/envelope'
import { AppError, isId } from '@mainstay/kernel'
import { readPrivate, removePrivate, writePrivate } from './config-folder.ts'

/** `head` at position `seq` was seen: a log that lacks it was cut off or forked. `lastSeq`: of the envelopes that were signed here. */
export type ClientPin = { genesisHash: string; head: string; seq: number; lastSeq: number }
export type ServerPin = { url: string; serverPublicKey: string }

export type Pins = ReturnType<typeof openPins>

export function openPins(folder: string) {
  const clientPath = (clientId: string) => join(folder, 'clients', `${clientId}.json`)
  const serverPath = join(folder, 'server.json')

  async function client(clientId: string): Promise<ClientPin | null> {
    const text = await readPrivate(clientPath(clientId))
    return text === null ? null : parseClientPin(text, clientPath(clientId))
  }

  async function pinClient(clientId: string, pin: ClientPin): Promise<void> {
    await writePrivate(clientPath(clientId), `${JSON.stringify(pin)}\n`, { replace: true })
  }

  return {
    client,
    pinClient,

    /** The authority as the server shows it, if it continues what is pinned here; the pin moves on with it. */
    async authority(clientId: string, entries: readonly EntryWire[]): Promise<AuthorityState> {
      const pin = await client(clientId)
      if (pin === null) throw new AppError('cli.authority-not-pinned', { client: clientId })
      const verified = await verifyAuthority(entries, pin.genesisHash)
      if (!verified.ok) throw new AppError('cli.authority-rejected', { client: clientId, reason: verified.error })
      const state = verified.value
      if (state.client !== clientId || state.history[pin.seq] !== pin.head) {
        const reason = state.seq < pin.seq ? 'it is shorter than it was' : 'it differs from what was seen before'
        throw new AppError('cli.authority-rejected', { client: clientId, reason })
      }
      if (state.seq > pin.seq) await pinClient(clientId, { ...pin, head: state.head, seq: state.seq })
      return state
    },

    async server(): Promise<ServerPin | null> {
      const text = await readPrivate(serverPath)
      return text === null ? null : (JSON.parse(text) as ServerPin)
    },

    async pinServer(pin: ServerPin): Promise<void> {
      await writePrivate(serverPath, `${JSON.stringify(pin)}\n`, { replace: true })
    },

    /** False where none was remembered. */
    async forgetServer(): Promise<boolean> {
      if ((await readPrivate(serverPath)) === null) return false
      await removePrivate(serverPath)
      return true
    },

    serverPath,

    /** All pins, for the bundle of `key move`. */
    async export(): Promise<Record<string, unknown>> {
      const names = await readdir(join(folder, 'clients')).catch(() => [])
      const clients: Record<string, ClientPin> = {}
      for (const id of names.map((name) => name.replace(/\.json$/, '')).filter(isId)) {
        const pin = await client(id)
        if (pin !== null) clients[id] = pin
      }
      return { clients, server: await this.server() }
    },

    async import(extra: Record<string, unknown>): Promise<void> {
      const { clients = {}, server = null } = extra as { clients?: Record<string, ClientPin>; server?: ServerPin | null }
      for (const [id, pin] of Object.entries(clients)) if (isId(id)) await pinClient(id, pin)
      if (server !== null) await this.pinServer(server)
    },
  }
}

function parseClientPin(text: string, path: string): ClientPin {
  const pin = JSON.parse(text) as ClientPin
  const sound = bytesOfLength(pin.genesisHash, 32) && bytesOfLength(pin.head, 32) && Number.isSafeInteger(pin.seq)
  if (!sound) throw new AppError('cli.key-unreadable', { path, detail: 'a pinned authority is damaged' })
  return pin
}
