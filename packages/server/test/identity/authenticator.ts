/** An authenticator in software, as far as WebAuthn Level 3 needs one: ES256, no attestation; it can also lie in each way that matters. */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'

export type Lie = {
  origin?: string
  rpId?: string
  challenge?: string
  counter?: number
  userVerified?: boolean
  userHandle?: string
  signature?: (honest: Buffer) => Buffer
  type?: string
}
export type Authenticator = {
  credentialId: string
  counter(): number
  create(options: Record<string, unknown>, lie?: Lie): object
  get(options: Record<string, unknown>, lie?: Lie): object
}

type Options = { challenge: string; rpId?: string; rp?: { id: string }; user?: { id: string } }

export function openAuthenticator(origin: string, { counts = true } = {}): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  let counter = counts ? 1 : 0
  let userHandle = ''
  const text = (bytes: Buffer): string => bytes.toString('base64url')
  const clientData = (type: string, { challenge }: Options, lie: Lie): Buffer =>
    Buffer.from(
      JSON.stringify({ type: lie.type ?? type, challenge: lie.challenge ?? challenge, origin: lie.origin ?? origin, crossOrigin: false }),
    )
  const answer = (response: object) => ({ id: text(id), rawId: text(id), type: 'public-key', clientExtensionResults: {}, response })
  return {
    credentialId: text(id),
    counter: () => counter,
    create: (given, lie = {}) => {
      const options = given as Options
      userHandle = options.user?.id ?? ''
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.of(0, id.length), id, coseKey(publicKey)])
      const authData = Buffer.concat([authenticatorData(lie.rpId ?? options.rp?.id ?? '', 0x40, counter, lie), credential])
      const attestationObject = cbor(
        new Map<string, Cbor>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      )
      return answer({
        clientDataJSON: text(clientData('webauthn.create', options, lie)),
        attestationObject: text(attestationObject),
        transports: ['internal'],
      })
    },
    get: (given, lie = {}) => {
      const options = given as Options
      if (counts) counter++
      const authData = authenticatorData(lie.rpId ?? options.rpId ?? '', 0, lie.counter ?? counter, lie)
      const json = clientData('webauthn.get', options, lie)
      const honest = sign(privateKey, Buffer.concat([authData, sha256(json)]))
      return answer({
        clientDataJSON: text(json),
        authenticatorData: text(authData),
        signature: text(lie.signature?.(honest) ?? honest),
        userHandle: lie.userHandle ?? userHandle,
      })
    },
  }
}

/** Section 6.1: hash of the RP ID, flags (present 0x01, verified 0x04), counter. */
function authenticatorData(rpId: string, flags: number, counter: number, { userVerified = true }: Lie): Buffer {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(counter)
  return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.of(flags | 0x01 | (userVerified ? 0x04 : 0)), count])
}

function sign(key: KeyObject, bytes: Buffer): Buffer {
  return createSign('sha256').update(bytes).sign(key)
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** RFC 9053: kty EC2, alg ES256, crv P-256, x, y. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return cbor(
    new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  )
}

type Cbor = string | number | Buffer | Map<string | number, Cbor>

/** RFC 8949, the four kinds that are needed here. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, member]) => [cbor(key), cbor(member)])])
}

function head(kind: number, n: number): Buffer {
  if (n < 24) return Buffer.of((kind << 5) | n)
  if (n < 256) return Buffer.of((kind << 5) | 24, n)
  return Buffer.of((kind << 5) | 25, n >> 8, n & 0xff)
}
