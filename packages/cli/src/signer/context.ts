/** What all parts of the local signer share: the key, the pins, and the way to a server whose identity is pinned. */
import { type AuthorityAnswer, AuthorityAnswerSchema, type SignerServerAnswer, SignerServerAnswerSchema } from '@mainstay/contract/trust'
import { type AuthorityState, signerOf } from '@mainstay/envelope'
import { AppError, type Clock } from '@mainstay/kernel'
import { createSignerHttp, type SignerHttp } from './http.ts'
import { type LocalKey } from './key-file.ts'
import { openKey } from './key-store.ts'
import type { Passphrases } from './passphrase.ts'
import { openPins, type Pins } from './pins.ts'

export type SignerContext = {
  folder: string
  clock: Clock
  pins: Pins
  http: SignerHttp
  /** Opened once, at its first use: a passphrase is asked for at most once. */
  key(): Promise<LocalKey>
  /** Forgets the opened key, after it changed on disk. */
  forgetKey(): void
  /** Asks the server who it is, and refuses another one than before. */
  server(): Promise<SignerServerAnswer>
  authority(clientId: string): Promise<{ state: AuthorityState; answer: AuthorityAnswer }>
}

/** More than this is refused by the server too. */
const MAX_SKEW_MS = 5 * 60_000

export function createContext(of: { folder: string; url: string; passphrases: Passphrases; clock: Clock }): SignerContext {
  const { folder, clock } = of
  const pins = openPins(folder)
  let opened: Promise<LocalKey> | null = null
  const key = () => {
    opened ??= openKey(folder, of.passphrases)
    return opened
  }
  const http = createSignerHttp({ url: of.url, clock, signer: async () => signerOf((await key()).pair) })

  async function server(): Promise<SignerServerAnswer> {
    const answer = await http('GET', '/signer/v1/server', SignerServerAnswerSchema)
    const skew = Math.abs(Date.parse(answer.now) - clock.now().getTime())
    if (skew > MAX_SKEW_MS) throw new AppError('cli.clock', { seconds: Math.round(skew / 1000) })
    const pinned = await pins.server()
    if (pinned !== null && pinned.serverPublicKey !== answer.serverPublicKey) {
      throw new AppError('cli.server-key-changed', { url: of.url, path: pins.serverPath })
    }
    if (pinned?.url !== of.url) await pins.pinServer({ url: of.url, serverPublicKey: answer.serverPublicKey })
    return answer
  }

  return {
    folder,
    clock,
    pins,
    http,
    key,
    server,
    forgetKey() {
      opened = null
    },
    async authority(clientId) {
      const answer = await http('GET', `/signer/v1/clients/${clientId}/authority`, AuthorityAnswerSchema)
      return { state: await pins.authority(clientId, answer.entries), answer }
    },
  }
}
