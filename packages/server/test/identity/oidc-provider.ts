/** A real OpenID Connect provider on this machine (`oidc-provider`), whose people sign in without being asked; and a browser's way through it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export type Account = { email?: string; email_verified?: boolean; name?: string; groups?: string[] }
export type TestProvider = {
  issuer: string
  /** Who signs in there from now on: `sub`. */
  user: string
  accounts: Map<string, Account>
  /** From the address that we send the browser to, through sign-in and consent there, back to ours. */
  walk(url: string): Promise<URL>
  close(): Promise<void>
}

export const CLIENT = { clientId: 'mainstay', clientSecret: 'a secret of forty characters, as it has to be' }

/** `inToken`: the claims about the person stand in the ID token itself; else they are asked for at the userinfo endpoint. */
export async function startOidcProvider({
  redirectUri,
  inToken = true,
}: {
  redirectUri: string
  inToken?: boolean
}): Promise<TestProvider> {
  const accounts = new Map<string, Account>()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    conformIdTokenClaims: !inToken,
    cookies: { keys: ['only for tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) => (accounts.has(sub) ? { accountId: sub, claims: () => ({ sub, ...accounts.get(sub) }) } : undefined),
  })
  const callback = provider.callback()
  const test: TestProvider = {
    issuer,
    user: '',
    accounts,
    walk: (url) => walk(url, redirectUri),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  const decide = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { prompt, params, session } = await provider.interactionDetails(request, response)
    if (prompt.name === 'login') return provider.interactionFinished(request, response, { login: { accountId: test.user } })
    const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: String(params['client_id']) })
    grant.addOIDCScope('openid email profile')
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
  }
  server.on('request', (request, response) => {
    const asked = request.url?.startsWith('/interaction/') === true ? decide(request, response) : callback(request, response)
    asked.catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  return test
}

async function walk(start: string, redirectUri: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = new URL(start)
  for (let step = 0; step < 12; step++) {
    if (url.href.startsWith(`${redirectUri}?`)) return url
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`${url.pathname} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
    url = new URL(location, url)
  }
  throw new Error('the way through the provider has no end')
}
