import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createResticReader } from './restic-output.ts'

const ID = 'a'.repeat(64)
const OUTPUT = [
  '{"message_type":"status","percent_done":0.5,"total_files":10,"files_done":5}',
  'a line that is no JSON',
  '{"message_type":"error","error":{"message":"permission denied"},"during":"archival","item":"/srv/secret"}',
  `{"message_type":"summary","files_new":3,"total_files_processed":12,"total_bytes_processed":3456,"data_added":789,"snapshot_id":"${ID}"}`,
  '',
].join('\n')

test('the summary and the errors are read, however the output is cut into chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (sizes) => {
      const reader = createResticReader()
      for (let at = 0, i = 0; at < OUTPUT.length; i += 1) {
        const size = sizes[i % sizes.length] ?? 1
        reader.push(OUTPUT.slice(at, at + size))
        at += size
      }
      expect(reader.end()).toEqual({
        summary: { snapshotId: ID, filesProcessed: 12, bytesProcessed: 3456, bytesAdded: 789 },
        errors: ['/srv/secret: permission denied'],
      })
    }),
  )
})

test('a line without end does not fill the memory, and the next line is read', () => {
  const reader = createResticReader()
  for (let i = 0; i < 50; i += 1) reader.push('x'.repeat(10_000))
  reader.push('\n{"message_type":"exit_error","code":12,"message":"wrong password"}\n')
  expect(reader.end().errors).toEqual(['wrong password'])
})

test('the short id of older versions is kept as it is, and nonsense is none', () => {
  const idOf = (id: string) => {
    const reader = createResticReader()
    reader.push(`{"message_type":"summary","snapshot_id":"${id}"}`)
    return reader.end().summary?.snapshotId
  }
  expect([idOf('0123abcd'), idOf('--help'), idOf('')]).toEqual(['0123abcd', null, null])
})
