import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { newId } from '@mainstay/kernel'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { agentRoutes } from './agent-routes.ts'
import type { AgentService } from './agent-service.ts'
import { createEnvelopeWaiters } from './envelope-waiters.ts'

const client = newId()
const request = () => new EventEmitter() as IncomingMessage
/** Longer than the test may take. */
const LONG = 600

test('who waits is woken by an envelope of the client, and not by another’s', async () => {
  const waiters = createEnvelopeWaiters()
  const woken: string[] = []
  const mine = waiters.wait(client, LONG, request()).then(() => woken.push('mine'))
  void waiters.wait(newId(), LONG, request()).then(() => woken.push('other'))
  waiters.wake(client)
  await mine
  expect(woken).toEqual(['mine'])
  waiters.stop()
})

test('an agent that hangs up waits no more', async () => {
  const hangsUp = request()
  const waits = createEnvelopeWaiters().wait(client, LONG, hangsUp)
  hangsUp.emit('close')
  await waits
})

test('a server that closes answers who waits at once, and lets nobody wait anew', async () => {
  const waiters = createEnvelopeWaiters()
  const app = fastify()
  agentRoutes(app, {} as AgentService, waiters)
  const waits = waiters.wait(client, LONG, request())
  await app.close()
  await waits
  await waiters.wait(client, LONG, request())
})
