/** Whether the server answers an HTTP request as it should. */
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { ProofCheck } from '@mainstay/contract/recovery'
import type { Machine } from '../sandbox/machine.ts'
import { type Attempt, holds, notYet } from './attempt.ts'
import { tryTcp } from './tcp.ts'

type HttpCheck = Extract<ProofCheck, { kind: 'http' }>

/** An emulated server is slow to answer for the first time. */
const WITHIN_MS = 15_000
const MAX_BODY = 1024 * 1024

export async function tryHttp(machine: Machine, check: HttpCheck): Promise<Attempt> {
  const port = machine.ports.get(check.port)
  if (port === undefined) return notYet(`port ${check.port} is not forwarded`)
  // A connection that QEMU took before the guest listened would wait for long after it does.
  const open = await tryTcp(machine, check.port)
  if (open.kind !== 'holds') return open
  const path = check.path ?? '/'
  const what = `${check.tls === true ? 'https' : 'http'} port ${check.port} ${path}`
  let response: { status: number; body: string }
  try {
    response = await get(port, check)
  } catch (error) {
    return notYet(`${what}: ${error instanceof Error ? error.message : 'no answer'}`)
  }
  const { status, body } = response
  if (check.status === undefined ? status >= 400 : status !== check.status) return notYet(`${what} gave status ${status}`)
  if (check.contains !== undefined && !body.includes(check.contains)) return notYet(`${what} gave ${status} without the expected text`)
  return holds(`${what} gave ${status}${check.contains === undefined ? '' : ' with the expected text'}`)
}

function get(port: number, check: HttpCheck): Promise<{ status: number; body: string }> {
  const options = {
    host: '127.0.0.1',
    port,
    path: check.path ?? '/',
    agent: false as const,
    timeout: WITHIN_MS,
    signal: AbortSignal.timeout(WITHIN_MS),
    headers: { host: check.port === 80 ? 'localhost' : `localhost:${check.port}` },
  }
  return new Promise((resolve, reject) => {
    const onResponse = (response: IncomingMessage) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
        if (body.length > MAX_BODY) response.destroy()
      })
      response.once('error', reject)
      response.once('close', () => resolve({ status: response.statusCode ?? 0, body }))
    }
    // The server's certificate was made for another name and another time; what is asked is whether it answers.
    const request = check.tls === true ? secure({ ...options, rejectUnauthorized: false }, onResponse) : plain(options, onResponse)
    request.once('error', reject)
    request.once('timeout', () => request.destroy(new Error('no answer')))
    request.end()
  })
}
