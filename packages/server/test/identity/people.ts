/** Makes people as they come about: the owner by the link of the console, others by invitation. */
import type { LightMyRequestResponse } from 'fastify'
import type { Browser } from './browser.ts'

export const PASSWORD = 'correct horse battery'
export const OWNER_EMAIL = 'olga@provider.example'

export type InvitedPerson = { id: string; email: string; browser: Browser }

export async function ownerOf(open: () => Browser, setupToken: () => Promise<string | null>): Promise<Browser> {
  const browser = open()
  const token = await setupToken()
  expectStatus(await browser.post('/api/setup', { token, name: 'Olga Owner', email: OWNER_EMAIL, password: PASSWORD }), 204)
  expectStatus(await browser.signIn(OWNER_EMAIL, PASSWORD), 200)
  return browser
}

let count = 0

export async function invitedBy(by: Browser, open: () => Browser, o: { role: string; clients: 'all' | string[] }): Promise<InvitedPerson> {
  const email = `${o.role}-${++count}@people.example`
  const invited = expectStatus(await by.post('/api/people', { name: `Person ${o.role}`, email, ...o }), 201)
  const { personId, link } = invited.json<{ personId: string; link: string }>()
  const browser = open()
  expectStatus(await browser.post('/api/invitations/accept', { token: link.split('#')[1], password: PASSWORD }), 204)
  expectStatus(await browser.signIn(email, PASSWORD), 200)
  return { id: personId, email, browser }
}

export function expectStatus(response: LightMyRequestResponse, status: number): LightMyRequestResponse {
  if (response.statusCode !== status) throw new Error(`expected ${status}, got ${response.statusCode}: ${response.body}`)
  return response
}
