/** What is read and changed of people, tokens and one's own sign-in. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type {
  ApiTokenCreatedSchema,
  ApiTokenListSchema,
  BackupCodesSchema,
  InvitationSchema,
  NewApiTokenSchema,
  NewPasskeyOptionsSchema,
  NewSignInProviderSchema,
  PasskeyListSchema,
  PasskeyOptionsSchema,
  NewPersonSchema,
  Person,
  PersonChangeSchema,
  PersonListSchema,
  SetupStateSchema,
  SignInElsewhereStartSchema,
  SignInProviderListSchema,
  SignInResultSchema,
  SignInWaysSchema,
  TwoFactorStartSchema,
} from '@mainstay/contract/identity'
import { type Answer, get, send } from '../../app/api.ts'

export type Invitation = Answer<typeof InvitationSchema>
export type TokenCreated = Answer<typeof ApiTokenCreatedSchema>
export type TwoFactorStart = Answer<typeof TwoFactorStartSchema>

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => get<Answer<typeof SetupStateSchema>>('/api/setup', {}, signal),
})
export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => get<Answer<typeof PersonListSchema>>('/api/people', {}, signal),
})
export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => get<Answer<typeof ApiTokenListSchema>>('/api/tokens', {}, signal),
})

export const waysQuery = queryOptions({
  queryKey: ['ways'],
  queryFn: ({ signal }) => get<Answer<typeof SignInWaysSchema>>('/api/auth/ways', {}, signal),
})
export const passkeysQuery = queryOptions({
  queryKey: ['passkeys'],
  queryFn: ({ signal }) => get<Answer<typeof PasskeyListSchema>>('/api/passkeys', {}, signal),
})
export const providersQuery = queryOptions({
  queryKey: ['sign-in-providers'],
  queryFn: ({ signal }) => get<Answer<typeof SignInProviderListSchema>>('/api/sign-in-providers', {}, signal),
})

export const goElsewhere = (providerId: string, back: string) =>
  send<Answer<typeof SignInElsewhereStartSchema>>('POST', `/api/auth/oidc/${providerId}/start`, { back })
export const passkeySignInOptions = () => send<Answer<typeof PasskeyOptionsSchema>>('POST', '/api/auth/passkey/options', {})
export const passkeySignIn = (credential: object) =>
  send<Answer<typeof SignInResultSchema>>('POST', '/api/auth/passkey/sign-in', { credential })
export const passkeyOptions = (password: string | undefined) =>
  send<Answer<typeof NewPasskeyOptionsSchema>>('POST', '/api/passkeys/options', password === undefined ? {} : { password })
export const signIn = (email: string, password: string) =>
  send<Answer<typeof SignInResultSchema>>('POST', '/api/auth/sign-in/email', { email, password })
export const secondStep = (code: string, kind: 'verify-totp' | 'verify-backup-code') =>
  send<Answer<typeof SignInResultSchema>>('POST', `/api/auth/two-factor/${kind}`, { code })
export const setUp = (o: { token: string; name: string; email: string; password: string }) => send('POST', '/api/setup', o)
export const acceptInvitation = (o: { token: string; password: string }) => send('POST', '/api/invitations/accept', o)
export const changePassword = (o: { currentPassword: string; newPassword: string }) => send('POST', '/api/auth/change-password', o)
export const startTwoFactor = (password: string) => send<TwoFactorStart>('POST', '/api/auth/two-factor/enable', { password })
export const stopTwoFactor = (password: string) => send('POST', '/api/auth/two-factor/disable', { password })
export const newBackupCodes = (password: string) =>
  send<Answer<typeof BackupCodesSchema>>('POST', '/api/auth/two-factor/generate-backup-codes', { password })

/** The page is loaded anew, so everything that was read goes with the session: the next person at this screen starts with nothing. */
export function useSignOut(to: '/sign-in' | '/portal') {
  return useMutation({
    mutationFn: () => send('POST', '/api/auth/sign-out', {}),
    onSuccess: () => globalThis.location.assign(to),
  })
}

export function useInvite() {
  return useChange(['people'], (person: Answer<typeof NewPersonSchema>) => send<Invitation>('POST', '/api/people', person))
}
export function useChangePerson(personId: string) {
  return useChange(['people'], (change: Answer<typeof PersonChangeSchema>) => send<Person>('PATCH', `/api/people/${personId}`, change))
}
export function useNewInvitation(personId: string) {
  return useChange(['people'], () => send<Invitation>('POST', `/api/people/${personId}/invitation`))
}
export function useRemoveTwoFactor(personId: string) {
  return useChange(['people'], () => send('DELETE', `/api/people/${personId}/two-factor`))
}
export function useCreateToken() {
  return useChange(['tokens'], (token: Answer<typeof NewApiTokenSchema>) => send<TokenCreated>('POST', '/api/tokens', token))
}
export function useAddPasskey() {
  return useChange(['passkeys'], (passkey: { name: string; credential: object }) => send('POST', '/api/passkeys', passkey))
}
export function useRenamePasskey() {
  return useChange(['passkeys'], ({ id, name }: { id: string; name: string }) => send('PATCH', `/api/passkeys/${id}`, { name }))
}
export function useRemovePasskey() {
  return useChange(['passkeys'], (id: string) => send('DELETE', `/api/passkeys/${id}`))
}
export function useAddProvider() {
  return useChange(['sign-in-providers'], (provider: Answer<typeof NewSignInProviderSchema>) =>
    send('POST', '/api/sign-in-providers', provider),
  )
}
export function useChangeProvider() {
  return useChange(['sign-in-providers'], ({ id, ...change }: { id: string; enabled: boolean; code: string }) =>
    send('PATCH', `/api/sign-in-providers/${id}`, change),
  )
}
export function useRemoveProvider() {
  return useChange(['sign-in-providers'], ({ id, code }: { id: string; code: string }) =>
    send('POST', `/api/sign-in-providers/${id}/remove`, { code }),
  )
}
export function useRevokeToken() {
  return useChange(['tokens'], (tokenId: string) => send('DELETE', `/api/tokens/${tokenId}`))
}

function useChange<I, O>(touches: readonly string[], change: (input: I) => Promise<O>) {
  const cache = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => cache.invalidateQueries({ queryKey: touches }) })
}
