import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { confined, sandboxUser } from './confinement.ts'

const LIMITS = { memoryBytes: 4 * 2 ** 30, fileBytes: 2 ** 34, processorSeconds: 600 }

test('QEMU gets another user, no way back, bounds, and ends with the process that started it', () => {
  const command = confined({ user: { uid: 61_200, gid: 61_200 }, limits: LIMITS, accelerator: 'tcg' })
  expect(command.join(' ')).toBe(
    'setpriv --reuid=61200 --regid=61200 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs --pdeathsig=KILL -- ' +
      'prlimit --as=4294967296 --fsize=17179869184 --cpu=600 --nofile=512 --core=0 -- nice -n 5',
  )
})

test('who is not root keeps the user, and still loses the way to new rights', () => {
  const command = confined({ user: null, limits: LIMITS, accelerator: 'tcg' })
  expect(command.slice(0, 4)).toEqual(['setpriv', '--no-new-privs', '--pdeathsig=KILL', '--'])
})

test('root’s sandbox user is one of those that no account has, whatever the chance', () => {
  const asRoot = vi.spyOn(process, 'getuid').mockReturnValue(0)
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (chance) => {
      const user = sandboxUser(chance)
      expect(user?.uid).toBeGreaterThanOrEqual(61_184)
      expect(user?.uid).toBeLessThanOrEqual(65_519)
      expect(user?.gid).toBe(user?.uid)
    }),
  )
  asRoot.mockReturnValue(1000)
  expect(sandboxUser(0.5)).toBeNull()
  asRoot.mockRestore()
})
