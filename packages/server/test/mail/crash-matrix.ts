/** Kills the gateway at one call after the other of a message's way, and looks after each what became of every message that got a 250. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { attach, type Call, callsOf, distinct } from './calls.ts'
import type { Stage } from './crash-stage.ts'

export type Struck = { call: Call; reached: boolean; reply: string; lost: string[] }

/** The distinct calls of one message's way, by recording it. The first message of a process makes calls that later ones do not: it is that one. */
export async function recordWay(stage: Stage): Promise<Call[]> {
  const running = await stage.start()
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-calls-'))
  const { main, files } = running.threads()
  const traced = await Promise.all([attach(main, join(folder, 'main')), attach(files, join(folder, 'files'))])
  const { reply } = await stage.send(running.port)
  if (!reply.startsWith('250')) throw new Error(`the message was not taken: ${reply}`)
  for (let n = 0; stage.sink.taken.length === 0 && n < 100; n++) await sleep(50)
  // Its row is written and its file removed after the next hop has it.
  await sleep(500)
  await Promise.all(traced.map((one) => one.stop()))
  await running.kill()
  const ports = { gateway: running.port, hop: stage.sink.port }
  const calls = [...callsOf('main', join(folder, 'main'), ports), ...callsOf('files', join(folder, 'files'), ports)]
  rmSync(folder, { recursive: true })
  return distinct(calls)
}

/** One start, one message, one kill at this call; the next start shows what was left. */
export async function strike(stage: Stage, call: Call): Promise<Struck> {
  const running = await stage.start()
  const tid = running.threads()[call.thread]
  const traced = await attach(tid, '/dev/null', `${call.name}:signal=SIGKILL:when=${call.nth}`)
  const { reply } = await stage.send(running.port)
  // Some calls come after the reply.
  const reached = await Promise.race([running.exited.then(() => true), sleep(reply.startsWith('250') ? 1500 : 300).then(() => false)])
  await traced.stop()
  await running.kill()
  const next = await stage.start()
  const { lost } = await stage.settle(next)
  await next.kill()
  return { call, reached, reply: reply === 'closed' ? 'connection lost' : reply.slice(0, 40), lost }
}

/** The same call fails once with this error, and the process goes on. */
export async function failAt(stage: Stage, call: Call, error: string): Promise<Struck> {
  const running = await stage.start()
  const traced = await attach(running.threads()[call.thread], '/dev/null', `${call.name}:error=${error}:when=${call.nth}`)
  const { reply } = await stage.send(running.port)
  await sleep(200)
  await traced.stop()
  const { lost } = await stage.settle(running)
  await running.kill()
  return { call, reached: true, reply: reply === 'closed' ? 'connection lost' : reply.slice(0, 40), lost }
}
