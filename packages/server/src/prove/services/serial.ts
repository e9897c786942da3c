/** What stands on the server's serial console, and what it answers to lines typed there. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProofCheck } from '@mainstay/contract/recovery'
import type { Machine } from '../sandbox/machine.ts'
import { type Attempt, holds, notYet } from './attempt.ts'

type SerialCheck = Extract<ProofCheck, { kind: 'serial' }>

/** How long a line that was typed may take to be answered. */
const STEP_MS = 30_000
const LOOK_MS = 100

export async function trySerial(machine: Machine, { contains, dialogue = [] }: SerialCheck, signal: AbortSignal): Promise<Attempt> {
  if (dialogue.length === 0)
    return machine.console.text().includes(contains)
      ? holds('the console showed the expected text')
      : notYet('the console does not show the expected text')
  // A line of its own brings the prompt again, also where an earlier check left off.
  let from = machine.console.bytes
  machine.type('\n')
  for (const [n, { wait, send }] of dialogue.entries()) {
    if (!(await appears(machine, from, wait, signal)))
      return notYet(`line ${n + 1} of the dialogue was not typed: what it waits for did not come`)
    from = machine.console.bytes
    machine.type(`${send}\n`)
  }
  return (await appears(machine, from, contains, signal))
    ? holds('the console answered the dialogue with the expected text')
    : notYet('the console did not answer the dialogue with the expected text')
}

async function appears(machine: Machine, from: number, text: string, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + STEP_MS
  while (performance.now() < until && !signal.aborted) {
    if (machine.console.since(from).includes(text)) return true
    await sleep(LOOK_MS)
  }
  return false
}
