import { expect, test } from 'vitest'
import { standIn } from '../../../test/sandbox/stand-in.ts'
import type { Machine, MachineEnd } from '../sandbox/machine.ts'
import { waitForBoot } from './wait-for-boot.ts'

const watch = (machine: Machine, options: Partial<Parameters<typeof waitForBoot>[0]> = {}) =>
  waitForBoot({
    machine,
    font: null,
    limitSeconds: 5,
    answered: null,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...options,
  })

test('a prompt on the serial console ends the wait, with the line that was seen', async () => {
  const machine = standIn()
  setTimeout(() => machine.shows('\r\nweb login: '), 300)
  expect(await watch(machine)).toEqual({ kind: 'prompt', where: 'serial console', line: 'web login:' })
})

test('why it will not come up ends the wait too', async () => {
  const machine = standIn()
  machine.shows('Kernel panic - not syncing: broken\n')
  expect(await watch(machine)).toMatchObject({ kind: 'failed', reason: { code: 'recovery.boot.panic' } })
})

test.each([
  [{ kind: 'reset' }, 'failed', 'recovery.boot.restarted'],
  [{ kind: 'off' }, 'failed', 'recovery.boot.off'],
  // QEMU's own end says nothing about the backup, but writing without end does.
  [{ kind: 'qemu', code: 1, signal: null, detail: 'out of memory' }, 'unseen', 'recovery.sandbox.ended'],
  [{ kind: 'qemu', code: null, signal: 'SIGXFSZ', detail: '' }, 'failed', 'recovery.sandbox.disk-limit'],
] as const)('an end of kind %j is %s: %s', async (end: MachineEnd, kind, code) => {
  const machine = standIn()
  machine.shows('last words\n')
  machine.ends(end)
  const outcome = await watch(machine)
  expect(outcome).toMatchObject({ kind, reason: { code } })
  if (end.kind === 'reset' || end.kind === 'off')
    expect(outcome).toMatchObject({ reason: { text: expect.stringContaining('“last words”') } })
})

test('a prompt that was shown before the end counts', async () => {
  const machine = standIn()
  machine.shows('web login: ')
  machine.ends({ kind: 'off' })
  expect(await watch(machine)).toMatchObject({ kind: 'prompt' })
})

test('when its time is up, what stood last on the console is told', async () => {
  const machine = standIn()
  machine.shows('Reached target Network.\n\n')
  expect(await watch(machine, { limitSeconds: 0.5 })).toMatchObject({
    kind: 'failed',
    reason: { code: 'recovery.boot.no-prompt', text: expect.stringMatching(/within 0.5 s.*“Reached target Network.”/) },
  })
})

test('a picture and nothing else is for a person to judge; a dark screen is not', async () => {
  const pixels = Buffer.alloc(4 * 4 * 3)
  expect(await watch(standIn({ picture: () => ({ width: 4, height: 4, pixels }) }), { limitSeconds: 0.3 })).toMatchObject({
    kind: 'failed',
    reason: { code: 'recovery.boot.no-prompt' },
  })
  const drawn = Buffer.from(pixels)
  drawn[5] = 200
  expect(await watch(standIn({ picture: () => ({ width: 4, height: 4, pixels: drawn }) }), { limitSeconds: 0.3 })).toMatchObject({
    kind: 'unseen',
    reason: { code: 'recovery.boot.picture-only' },
  })
})

test('a console that is flooded ends the wait before its time', async () => {
  const machine = standIn()
  machine.shows('x'.repeat(9 * 2 ** 20))
  expect(await watch(machine)).toMatchObject({ kind: 'failed', reason: { code: 'recovery.boot.console-flood' } })
})

test('who cancels is answered at once', async () => {
  expect(await watch(standIn(), { signal: AbortSignal.abort() })).toEqual({ kind: 'stopped' })
})
