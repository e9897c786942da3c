/** Load through HTTP that remembers what was acknowledged: people make clients, agents send measurements; whoever gets no answer asks again, at the next instance. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConsoleSession } from './console-session.ts'

export type Acknowledged = {
  /** Ids of clients that were answered with 201. */
  clients: string[]
  /** By device: the times of its points that were answered with 200. */
  points: Map<string, number[]>
  /** Requests that got no answer, or one of trouble (503, 507). */
  refused: number
  /** Answers that no error of ours explains. */
  unexpected: string[]
}

export type Load = { acknowledged: Acknowledged; stop(): Promise<void> }

type Options = {
  /** Where to send: asked anew for each request. */
  urls(): string[]
  session: ConsoleSession | null
  agents: { deviceId: string; token: string }[]
}

export function startLoad(o: Options): Load {
  const acknowledged: Acknowledged = { clients: [], points: new Map(), refused: 0, unexpected: [] }
  let stopped = false
  const tell = async (kind: string, answer: Response | null): Promise<Response | null> => {
    if (answer?.ok === true) return answer
    acknowledged.refused++
    // Nobody is overrun by people who press the button again.
    await sleep(20)
    if (answer === null || answer.status === 503 || answer.status === 507) return null
    acknowledged.unexpected.push(`${kind}: ${answer.status} ${(await answer.text()).slice(0, 200)}`)
    return null
  }
  const person = async (): Promise<void> => {
    for (let n = 0; !stopped && o.session !== null; n++) {
      const [url] = turn(o.urls(), n)
      const answer = await tell('client', await quietly(o.session.at(url ?? '').post('/api/clients', { name: `Load ${randomUUID()}` })))
      const body = answer === null ? null : await quietly(answer.json() as Promise<{ id: string }>)
      if (body !== null) acknowledged.clients.push(body.id)
      await sleep(10)
    }
  }
  const agent = async ({ deviceId, token }: { deviceId: string; token: string }): Promise<void> => {
    const bootId = `load-${randomUUID()}`
    const known = acknowledged.points.get(deviceId) ?? []
    acknowledged.points.set(deviceId, known)
    let lastAt = 0
    for (let seq = 0; !stopped; seq++) {
      const at = Math.max(Date.now(), lastAt + 1)
      lastAt = at
      const series = [{ name: 'system.uptime', unit: 's', attributes: {}, points: [[at, seq]] }]
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      for (let n = 0; !stopped; n++) {
        const [url] = turn(o.urls(), seq + n)
        const body = JSON.stringify({ v: 1, bootId, seq, sentAt: Date.now(), series })
        const answer = await tell('metrics', await quietly(fetch(`${url}/agent/v1/metrics`, { method: 'POST', headers, body })))
        // An answer that broke off before its end acknowledges nothing.
        if (answer === null || (await quietly(answer.text())) === null) continue
        known.push(at)
        break
      }
      await sleep(5)
    }
  }
  const running = Promise.all([person(), ...o.agents.map(agent)])
  return {
    acknowledged,
    stop: async () => {
      stopped = true
      await running
    },
  }
}

function turn(urls: string[], n: number): string[] {
  return urls.length === 0 ? ['http://127.0.0.1:9'] : [urls[n % urls.length] ?? '']
}

async function quietly<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch {
    return null
  }
}
