import { expect, test } from 'vitest'
import { sortRestoreErrors } from './restore-errors.ts'

const json = (item: string, message: string) => JSON.stringify({ message_type: 'error', error: { message }, during: 'restore', item })

// Lines as restic 0.18 and 0.14 wrote them.
test.each([
  ['0.18', [json('/srv/a', 'decrypting blob <data/2a05cbfb> from bf53b9c8 failed: ciphertext verification failed')], 'bf53b9c8'],
  ['0.14', ['ignoring error for /srv/a: ciphertext verification failed', 'Fatal: There were 1 errors'], '/srv/a'],
  [
    '0.14, a missing pack',
    [
      'ignoring error for /srv/a: StreamPack: open /r/data/c7/c708: no such file or directory',
      'ignoring error for /srv/a: UtimesNano: no such file or directory',
    ],
    '/srv/a',
  ],
])('data that cannot be read back is named (%s)', (_version, lines, name) => {
  const sorted = sortRestoreErrors(lines)
  expect(sorted.kind).toBe('data')
  if (sorted.kind !== 'data') return
  expect(sorted.reasons[0]).toMatchObject({ code: 'recovery.data.damaged', text: expect.stringContaining('/srv/a') })
  expect(sorted.reasons.map(({ text }) => text).join(' ')).toContain(name)
})

test.each([
  ['an owner', 'lchown /t/srv/a: operation not permitted'],
  ['a time', 'UtimesNano: operation not permitted'],
  ['an extended attribute', 'xattr.LSet /t/srv/a security.capability: operation not permitted'],
  ['a device node', 'mknod /t/dev/null: operation not permitted'],
])('%s that cannot be set on this machine says nothing of the data', (_what, message) => {
  expect(sortRestoreErrors([json('/srv/a', message), 'Fatal: There were 1 errors'])).toEqual({ kind: 'attributes', count: 1 })
})

test('a full disk is this machine’s fault, whatever else was said', () => {
  expect(sortRestoreErrors([json('/srv/a', 'write /t/srv/a: no space left on device'), json('/srv/b', 'unexpected EOF')])).toEqual({
    kind: 'no-space',
  })
})

test('a repository that is away is no damaged one', () => {
  expect(sortRestoreErrors(['Fatal: dial tcp 127.0.0.1:1: connect: connection refused']).kind).toBe('unreachable')
})

test('an error of a kind not known fails, since something is not there', () => {
  const sorted = sortRestoreErrors([json('/srv/a', 'the moon was in the way')])
  expect(sorted).toMatchObject({
    kind: 'data',
    reasons: [{ code: 'recovery.extract.incomplete', text: expect.stringContaining('/srv/a') }],
  })
})

test('a restore without a word is whole', () => {
  expect(sortRestoreErrors(['restoring <Snapshot ecdcf370 of [/srv] at 2026-11-24 by root@vm> to /t'])).toEqual({
    kind: 'attributes',
    count: 0,
  })
})
