/** What is read and changed of people, tokens and one's own sign-in. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type {
  ApiTokenCreatedSchema,
  ApiTokenListSchema,
  BackupCodesSchema,
  InvitationSchema,
  NewApiTokenSchema,
  NewPersonSchema,
  Person,
  PersonChangeSchema,
  PersonListSchema,
  SetupStateSchema,
  SignInResultSchema,
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
export function useRevokeToken() {
  return useChange(['tokens'], (tokenId: string) => send('DELETE', `/api/tokens/${tokenId}`))
}

function useChange<I, O>(touches: readonly string[], change: (input: I) => Promise<O>) {
  const cache = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => cache.invalidateQueries({ queryKey: touches }) })
}
