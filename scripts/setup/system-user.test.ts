import { expect, test } from 'vitest'
import { hasUser } from './system-user.mjs'

const passwd = 'root:x:0:0:root:/root:/bin/bash\nmainstay-old:x:998:998::/:/bin/false\n'

test.each([
  ['root', true],
  ['mainstay-old', true],
  ['mainstay', false],
  ['x', false],
])('the user %s is known: %s', (name, known) => {
  expect(hasUser(passwd, name)).toBe(known)
})
