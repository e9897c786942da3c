import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { distributionPackages } from './distribution-packages.mjs'
import { installLine } from './install-line.mjs'

const debian = (codename: string) => ({ id: 'debian', codename, debianLike: true })
const [restic, fuse3] = distributionPackages(['run'], debian('bookworm'))
const some = (...packages: Array<typeof restic>) => packages.filter((one) => one !== undefined)

describe('without root, the line to run', () => {
  test('is an ordinary installation', () => {
    expect(installLine(some(fuse3), debian('bookworm'), ['run'])).toBe(
      'to have fuse3 installed, run: sudo apt-get install -y --no-install-recommends fuse3',
    )
  })

  test("is our own script where the newer restic is not in the machine's suite", () => {
    const line = installLine(some(restic, fuse3), debian('bookworm'), ['run', 'test'])
    const [, script] = line.match(/^to have restic \(>= 0\.18\), fuse3 installed, run: sudo \/\S+ (\/\S+) run test$/) ?? []
    expect(existsSync(script ?? '')).toBe(true)
  })

  test('is an ordinary installation where it is', () => {
    expect(installLine(some(restic), debian('trixie'), ['run'])).toMatch(/sudo apt-get install .* restic$/)
  })

  test('names no command of a system that we do not know', () => {
    expect(installLine(some(restic), { id: 'rocky', codename: '', debianLike: false }, ['run'])).toBe(
      "install with this machine's package manager: restic (>= 0.18)",
    )
  })
})
