/** Speaks to a provider of identities by openid-client: discovery, the code flow with PKCE, state and nonce, and the signed token. */
import * as oidc from 'openid-client'
import { createPublicFetch, OutboundRefusal } from '../../../platform/outbound/index.ts'

export type IssuerAccount = { issuer: string; clientId: string; clientSecret: string }
/** What has to come back with the browser. */
export type FlowSecrets = { state: string; nonce: string; verifier: string }
export type Issuers = {
  /** Throws OutboundRefusal or an error of the library where the issuer cannot be used; see `troubleOf`. */
  discover(account: IssuerAccount): Promise<oidc.Configuration>
  authorizationUrl(config: oidc.Configuration, redirectUri: string, secrets: FlowSecrets): Promise<string>
  /** `sub` and the claims about the person, of the token and, where it names no address, of the userinfo endpoint. */
  claimsOf(config: oidc.Configuration, callback: URL, secrets: FlowSecrets): Promise<Record<string, unknown> & { sub: string }>
}

const SCOPE = 'openid email profile'
const TIMEOUT_SECONDS = 10

export function createIssuers({ allowLoopback }: { allowLoopback: boolean }): Issuers {
  const fetch = createPublicFetch({ allowLoopback, timeoutMs: TIMEOUT_SECONDS * 1000 })
  const customFetch: oidc.CustomFetch = (url, { body, ...init }) =>
    fetch(url, { ...init, ...(body == null ? {} : { body: body as string }) })
  return {
    discover: (account) =>
      oidc.discovery(new URL(account.issuer), account.clientId, account.clientSecret, undefined, {
        [oidc.customFetch]: customFetch,
        timeout: TIMEOUT_SECONDS,
        // Which addresses may be reached at all is `fetch`'s to judge. The token's signature is checked against the issuer's keys, though it came over TLS.
        execute: [oidc.enableNonRepudiationChecks, ...(allowLoopback ? [oidc.allowInsecureRequests] : [])],
      }),
    authorizationUrl: async (config, redirectUri, { state, nonce, verifier }) =>
      oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).href,
    claimsOf: async (config, callback, { state, nonce, verifier }) => {
      const tokens = await oidc.authorizationCodeGrant(config, callback, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new Error('the answer holds no ID token')
      if (claims['email'] !== undefined || config.serverMetadata().userinfo_endpoint === undefined) return { ...claims }
      return { ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims }
    },
  }
}

export function newFlowSecrets(): FlowSecrets {
  return { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() }
}

/** For an owner who configures it: what is wrong, in one line. */
export function troubleOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof OutboundRefusal) return at.message
  const code = (error as { code?: unknown }).code
  if (code === 'OAUTH_TIMEOUT') return 'it did not answer in time'
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error instanceof Error ? error.message : String(error)}${cause}`.slice(0, 200)
}
