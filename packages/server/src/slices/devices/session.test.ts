import { newId } from '@mainstay/kernel'
import { expect, test } from 'vitest'
import { createSessions } from './session.ts'

const sessions = createSessions('secret')
const now = new Date('2026-11-24T09:00:00Z')
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)
const deviceId = newId()
const clientId = newId()

test('a challenge holds once, for its device, for a minute', () => {
  const challenge = sessions.challenge(deviceId, now)
  expect(challenge).toHaveLength(43)
  expect(sessions.takeChallenge(newId(), challenge, now)).toBe(false)
  expect(sessions.takeChallenge(deviceId, challenge, later(61))).toBe(false)
  expect(sessions.takeChallenge(deviceId, challenge, later(60))).toBe(true)
  expect(sessions.takeChallenge(deviceId, challenge, later(60))).toBe(false)
})

test('a challenge of another server, and rubbish, are refused', () => {
  expect(sessions.takeChallenge(deviceId, createSessions('other').challenge(deviceId, now), now)).toBe(false)
  expect(sessions.takeChallenge(deviceId, 'x', now)).toBe(false)
})

test('a session token names its device for an hour and not a second longer', () => {
  const { token } = sessions.issue({ clientId, deviceId }, now)
  expect(sessions.read(token, later(3599))).toEqual({ clientId, deviceId })
  expect(sessions.read(token, later(3600))).toBeNull()
})

test('a token whose client, device or expiry was changed is refused', () => {
  const { token } = sessions.issue({ clientId, deviceId }, now)
  const parts = token.split('.')
  for (const [at, value] of [
    [1, newId()],
    [2, newId()],
    [3, '9999999999'],
    [4, 'AAAA'],
  ] as const) {
    expect(sessions.read(parts.with(at, value).join('.'), now), `part ${at}`).toBeNull()
  }
  expect(sessions.read(`${token}.x`, now)).toBeNull()
})
