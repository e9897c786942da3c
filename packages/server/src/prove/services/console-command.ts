/** Types one line into a shell on the server's serial console, after logging in where it asks for it, and gives what it said and how it ended. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProofCheck } from '@mainstay/contract/recovery'
import type { Machine } from '../sandbox/machine.ts'
import { type Attempt, holds, notYet } from './attempt.ts'

type Login = { user: string; password?: string }
type CommandCheck = Extract<ProofCheck, { kind: 'command' }>
export type CommandRun = { kind: 'ran'; code: number; output: string } | { kind: 'not-run'; why: string }

/** How long the console may take to answer what was typed; an emulated server is slow. */
const STEP_MS = 30_000
const LOOK_MS = 100
/** What is kept of the answer for the evidence. */
const EVIDENCE_CHARS = 200

export async function tryCommand(
  machine: Machine,
  { command, login, code = 0, contains }: CommandCheck,
  signal: AbortSignal,
): Promise<Attempt> {
  const ran = await consoleCommand(machine, command, login ?? null, signal)
  if (ran.kind === 'not-run') return notYet(ran.why)
  const said = firstLine(ran.output)
  if (ran.code !== code) return notYet(`the command ended with ${ran.code}, not ${code}${said}`)
  if (contains !== undefined && !ran.output.includes(contains))
    return notYet(`the command ended with ${code} without the expected text${said}`)
  return holds(`the command ended with ${code}${contains === undefined ? said : ' and said the expected text'}`)
}

export async function consoleCommand(machine: Machine, command: string, login: Login | null, signal: AbortSignal): Promise<CommandRun> {
  const refused = await atShell(machine, login, signal)
  if (refused !== null) return { kind: 'not-run', why: refused }
  // The marks are put together by the shell alone, so that the echo of what was typed is not taken for the answer.
  const mark = randomBytes(6).toString('hex')
  const from = machine.console.bytes
  machine.type(`echo "begin-""${mark}"; ${command}; echo "end-""${mark}-$?"\n`)
  const end = new RegExp(`end-${mark}-(\\d{1,3})`)
  const answer = await appears(machine, from, end, signal)
  if (answer === null) return { kind: 'not-run', why: 'the command was typed and did not end in time' }
  const text = machine.console.since(from)
  const [before = ''] = text.split(`end-${mark}-`)
  return { kind: 'ran', code: Number(answer[1]), output: before.split(`begin-${mark}`).slice(1).join('').trim() }
}

/** Null once a shell waits; else why none does. */
async function atShell(machine: Machine, login: Login | null, signal: AbortSignal): Promise<string | null> {
  const from = machine.console.bytes
  machine.type('\n')
  const asked = await appears(machine, from, /login:\s*$|[#$%>]\s*$/, signal)
  if (asked === null) return 'the console did not answer'
  if (!/login:/.test(asked[0])) return null
  if (login === null) return 'the console asks for a login, and the check names none'
  let typed = machine.console.bytes
  machine.type(`${login.user}\n`)
  if (login.password !== undefined) {
    if ((await appears(machine, typed, /assword:\s*$/, signal)) === null) return 'the console did not ask for the password'
    typed = machine.console.bytes
    machine.type(`${login.password}\n`)
  }
  const shell = await appears(machine, typed, /[#$%>]\s*$|login:\s*$|ncorrect/, signal)
  if (shell === null) return 'no shell came after the login'
  return /[#$%>]\s*$/.test(shell[0]) ? null : 'the login was refused'
}

async function appears(machine: Machine, from: number, what: RegExp, signal: AbortSignal): Promise<RegExpExecArray | null> {
  const until = performance.now() + STEP_MS
  while (performance.now() < until && !signal.aborted) {
    const found = what.exec(machine.console.since(from))
    if (found !== null) return found
    await sleep(LOOK_MS)
  }
  return null
}

function firstLine(output: string): string {
  const line = output.split('\n').find((each) => each.trim() !== '')
  return line === undefined ? '' : `: ${line.trim().slice(0, EVIDENCE_CHARS)}`
}
