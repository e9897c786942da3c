/** Holds the device's session: proves by signature who it is, keeps the bearer token, and opens a new one when the server wants it. */
import { fromBase64Url, importPrivateKey, sessionStatement, sign, toBase64Url } from '@mainstay/envelope'
import type { Identity } from './identity.ts'
import type { Answer, Call, Server } from './server.ts'
import { AGENT_VERSION } from './version.ts'

export type Session = {
  /** A call with the token; a 401 opens a new session once, and the call is made again. */
  call(call: Call): Promise<Answer>
  /** The token as it stands, for a child that makes one call itself; null when none can be had now. */
  token(): Promise<string | null>
}

export function createSession({ server, identity }: { server: Server; identity: Identity }): Session {
  let token: string | null = null
  let opening: Promise<Answer> | null = null

  /** However many calls need a session at once, it is opened once. */
  function open(): Promise<Answer> {
    opening ??= openSession(server, identity).finally(() => {
      opening = null
    })
    return opening
  }

  async function ensure(): Promise<Answer | null> {
    if (token !== null) return null
    const answer = await open()
    if (answer.kind !== 'ok') return answer
    token = answer.text
    return null
  }

  return {
    async call(call) {
      for (let attempt = 0; ; attempt += 1) {
        const failure = await ensure()
        if (failure !== null || token === null) return asAway(failure)
        const used = token
        const answer = await server.call({ ...call, token: used })
        if (answer.kind !== 'refused' || answer.status !== 401) return answer
        if (token === used) token = null
        if (attempt > 0) return asAway(answer)
      }
    },
    async token() {
      return (await ensure()) === null ? token : null
    },
  }
}

/** A session that is refused says nothing about what was to be sent: it is kept, and tried again later. */
function asAway(answer: Answer | null): Answer {
  if (answer?.kind === 'away') return answer
  const code = answer?.kind === 'refused' ? (answer.code ?? String(answer.status)) : 'no answer'
  return { kind: 'away', status: 401, reason: `the server opens no session for this device: ${code}`, retryAfterMs: 0 }
}

/** On success `text` is the token. */
async function openSession(server: Server, identity: Identity): Promise<Answer> {
  const { deviceId } = identity
  const challenge = await server.call({ path: '/agent/v1/challenge', body: JSON.stringify({ v: 1, deviceId }) })
  if (challenge.kind !== 'ok') return challenge
  const nonce = textField(challenge.text, 'challenge')
  const pkcs8 = fromBase64Url(identity.privateKey)
  if (nonce === null || fromBase64Url(nonce)?.length !== 32 || pkcs8 === null) return notOurs(challenge.status)
  const { privateKey } = await importPrivateKey(pkcs8)
  const signature = toBase64Url(await sign(privateKey, sessionStatement({ deviceId, challenge: nonce })))
  const body = JSON.stringify({ v: 1, deviceId, challenge: nonce, agentVersion: AGENT_VERSION, signature })
  const session = await server.call({ path: '/agent/v1/session', body })
  if (session.kind !== 'ok') return session
  const token = textField(session.text, 'token')
  // A token goes into a header: nothing that could end the line.
  return token !== null && /^[\x21-\x7e]{1,4096}$/.test(token) ? { ...session, text: token } : notOurs(session.status)
}

function notOurs(status: number): Answer {
  return { kind: 'away', status, reason: 'the answer is not one of a Mainstay server', retryAfterMs: 0 }
}

function textField(json: string, field: string): string | null {
  try {
    const value: unknown = JSON.parse(json)
    const found = typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(field) : undefined
    return typeof found === 'string' ? found : null
  } catch {
    return null
  }
}
