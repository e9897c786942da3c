import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { openQmp, type QmpEvent } from './qmp.ts'

test('commands are answered in their order, with events between them', async () => {
  const [ours, qemu] = duplexPair()
  const asked: string[] = []
  answer(qemu, (line) => {
    const { execute } = JSON.parse(line)
    asked.push(execute)
    if (execute === 'human-monitor-command') return '{"event":"RESUME"}\n{"return":"some text"}'
    return execute === 'screendump' ? '{"error":{"class":"GenericError","desc":"no such console"}}' : '{"return":{}}'
  })
  const events: QmpEvent[] = []
  const qmp = await openQmp(ours, (event) => events.push(event))
  const [text, dump] = await Promise.allSettled([qmp.monitor('info usernet'), qmp.command('screendump')])
  expect(text).toEqual({ status: 'fulfilled', value: 'some text' })
  expect(dump).toMatchObject({ status: 'rejected', reason: { message: 'no such console' } })
  expect(events).toEqual([{ name: 'RESUME', data: {} }])
  expect(asked).toEqual(['qmp_capabilities', 'human-monitor-command', 'screendump'])
})

test('when QEMU goes, what waits and what is asked later is refused', async () => {
  const [ours, qemu] = duplexPair()
  answer(qemu, (line) => (line.includes('qmp_capabilities') ? '{"return":{}}' : null))
  const qmp = await openQmp(ours, () => {})
  const waiting = qmp.command('quit')
  qemu.destroy()
  ours.destroy()
  await expect(waiting).rejects.toThrow('QEMU is gone')
  await expect(qmp.command('quit')).rejects.toThrow('QEMU is gone')
})

test('a line without end, or one that is no JSON, closes the connection', async () => {
  for (const bad of ['x'.repeat(1_100_000), 'no JSON\n']) {
    const [ours, qemu] = duplexPair()
    qemu.write(bad)
    await expect(openQmp(ours, () => {})).rejects.toThrow()
    expect(ours.destroyed).toBe(true)
  }
})

function answer(qemu: ReturnType<typeof duplexPair>[1], reply: (line: string) => string | null): void {
  qemu.write('{"QMP":{"version":{},"capabilities":[]}}\n')
  qemu.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n').filter(Boolean)) {
      const text = reply(line)
      if (text !== null) qemu.write(`${text}\n`)
    }
  })
}
