/** The people's side of the tests: a client's authority with its keys, tokens, and signed envelopes. */
import { randomBytes } from 'node:crypto'
import {
  createEnvelope,
  createGenesis,
  type CborValue,
  formatEnrolmentToken,
  generateKeyPair,
  type KeyPair,
  type SignedEnvelope,
  sha256,
  signEnvelope,
  signerOf,
  fromBase64Url,
  toBase64Url,
} from '@mainstay/envelope'
import { newId } from '@mainstay/kernel'

export type Technician = {
  clientId: string
  authority: string[]
  genesisHash: string
  key: KeyPair
  token(serverPublicKey: string): Promise<{ text: string; secret: string }>
  sign(of: { deviceId: string; kind: string; args: CborValue; by?: KeyPair; notBefore?: Date; expires?: Date }): Promise<SignedEnvelope>
}

export async function createTechnician(): Promise<Technician> {
  const clientId = newId()
  const key = await generateKeyPair()
  const keys = [{ keyId: key.keyId, publicKey: key.publicKey, name: 'Test', role: 'owner' as const }]
  const { wire, genesisHash } = await createGenesis({ client: clientId, keys, signers: [signerOf(key)], at: new Date() })
  let seq = Date.now()
  return {
    clientId,
    authority: [wire],
    genesisHash,
    key,
    async token(serverPublicKey) {
      const secret = toBase64Url(randomBytes(32))
      const raw = fromBase64Url(serverPublicKey) ?? new Uint8Array()
      const serverKeyHash = toBase64Url(await sha256(raw))
      return { text: formatEnrolmentToken({ clientId, genesisHash, serverKeyHash, secret }), secret }
    },
    async sign({ deviceId, kind, args, by = key, notBefore = new Date(Date.now() - 1000), expires = new Date(Date.now() + 3_600_000) }) {
      seq += 1
      const envelope = await createEnvelope({
        client: clientId,
        devices: [deviceId],
        kind,
        args,
        notBefore,
        expires,
        seq,
        authorityHead: genesisHash,
      })
      return signEnvelope(envelope, signerOf(by))
    },
  }
}
