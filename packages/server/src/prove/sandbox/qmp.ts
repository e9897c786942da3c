/** Talks to QEMU over its machine protocol (QMP): one JSON document a line, answers in the order of the commands, events between them. */
import type { Duplex } from 'node:stream'
import { z } from 'zod'

export type QmpEvent = { name: string; data: Record<string, unknown> }

export type Qmp = {
  /** Rejects when QEMU refuses the command or is gone. */
  command(name: string, args?: object): Promise<unknown>
  /** A command of the human monitor; gives its text. */
  monitor(line: string): Promise<string>
}

type Waiting = { resolve(value: unknown): void; reject(error: Error): void }

/** An answer is short; a line longer than this is not QEMU's. */
const MAX_LINE = 1024 * 1024
const ANSWER_MS = 30_000

export async function openQmp(socket: Duplex, onEvent: (event: QmpEvent) => void): Promise<Qmp> {
  const waiting: Waiting[] = []
  let gone: Error | null = null
  let text = ''
  const end = (error: Error) => {
    gone ??= error
    for (const each of waiting.splice(0)) each.reject(gone)
  }
  socket.on('error', end)
  socket.on('close', () => end(new Error('QEMU is gone')))
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    text += chunk
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    if (text.length > MAX_LINE) socket.destroy(new Error('QEMU sent a line without end'))
    for (const line of lines) if (line.trim() !== '') take(line)
  })
  const take = (line: string) => {
    const message = readMessage(line)
    // A guest that broke out of its sandbox speaks here: what is not understood is not spoken with.
    if (message === null) socket.destroy(new Error('QEMU sent what is not of its protocol'))
    else if (message.event !== undefined) onEvent({ name: message.event, data: message.data ?? {} })
    else if (message.error !== undefined) waiting.shift()?.reject(new Error(message.error.desc))
    else if ('return' in message) waiting.shift()?.resolve(message.return)
  }
  const command = async (name: string, args?: object): Promise<unknown> => {
    if (gone !== null) throw gone
    const answer = new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    socket.write(`${JSON.stringify({ execute: name, ...(args === undefined ? {} : { arguments: args }) })}\n`)
    const timer = setTimeout(() => socket.destroy(new Error(`QEMU does not answer ${name}`)), ANSWER_MS)
    return answer.finally(() => clearTimeout(timer))
  }
  await command('qmp_capabilities')
  return { command, monitor: async (line) => String(await command('human-monitor-command', { 'command-line': line })) }
}

const MessageSchema = z.looseObject({
  event: z.string().exactOptional(),
  data: z.record(z.string(), z.unknown()).exactOptional(),
  error: z.looseObject({ desc: z.string() }).exactOptional(),
  return: z.unknown().exactOptional(),
})

function readMessage(line: string): z.infer<typeof MessageSchema> | null {
  try {
    return MessageSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
