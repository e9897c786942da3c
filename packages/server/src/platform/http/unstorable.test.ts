import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { refuseUnstorable } from './unstorable.ts'

test.each([{ name: 'a\0b' }, { name: '\ud800' }, [{ deep: [{ 'k\0': 1 }] }], 'x\0'])('refused: %j', (value) => {
  expect(() => refuseUnstorable(value)).toThrow('cannot be stored')
})

test('ordinary JSON, emoji and streams pass', () => {
  refuseUnstorable({ name: 'Grüße 😀', list: [1, null, true, ['x']] }, null, undefined, Readable.from(['\0']))
})
