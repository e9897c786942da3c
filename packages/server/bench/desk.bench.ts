/** The queue of 5,000 open tickets at the API, with 20,000 that are done behind it; a reply, with its clock of 50 events; mail in. */
import { type DeskServer, startDeskServer } from '../test/servicedesk/bench-server.ts'
import { print, quantile } from './machine.ts'

const [CLIENTS, OPEN, DONE] = [50, 5000, 20_000]

const server = await startDeskServer(CLIENTS)
try {
  await fill(server)
  await measureQueue(server)
  await measureReply(server)
  await measureMail(server)
} finally {
  await server.stop()
}

/** One ticket of each client by the API, and the rest as copies of it with deadlines, people and subjects of their own. */
async function fill({ http, clients, superuser }: DeskServer): Promise<void> {
  for (const clientId of clients) {
    const payload = { subject: 'The printer is on fire', body: 'Smoke comes out of it.', requester: 'Ewa' }
    const answer = await http.inject({ method: 'POST', url: `/api/clients/${clientId}/tickets`, payload })
    if (answer.statusCode !== 201) throw new Error(answer.body)
  }
  const copies = (OPEN + DONE) / CLIENTS - 1
  await superuser.query(
    `insert into servicedesk_ticket (client_id, id, number, subject, status, priority, source, requester_name, assignee_id, assignee_name,
       opened_at, changed_at, resolved_at, settings_version, next_clock, next_deadline, breached, basis)
     select client_id, gen_random_uuid(), 100000 + row_number() over (), 'Question ' || n,
       case when n * ${CLIENTS} > ${OPEN} then 'closed' when n % 7 = 0 then 'waiting-customer' else 'open' end, priority, source,
       'Person ' || n, case when n % 3 = 0 then null else id end, 'Bo', opened_at - n * interval '1 minute', changed_at, null,
       settings_version, 'resolution',
       case when n * ${CLIENTS} > ${OPEN} or n % 7 = 0 then null else now() + (random() - 0.1) * interval '10 days' end, false, basis
     from servicedesk_ticket, generate_series(1, ${copies}) n`,
  )
  await superuser.query('analyze')
}

async function measureQueue({ http, clients }: DeskServer): Promise<void> {
  const queries = ['', 'page=20', 'view=unassigned', 'view=waiting', 'view=done&sort=changed', 'q=question%2042', `clientId=${clients[7]}`]
  const times: number[] = []
  for (let n = 0; n < 210; n++) {
    const started = performance.now()
    const answer = await http.inject({ url: `/api/tickets?pageSize=100&${queries[n % queries.length]}` })
    if (answer.statusCode !== 200) throw new Error(answer.body)
    // The first of each warms the connection and the plan.
    if (n >= queries.length) times.push(performance.now() - started)
  }
  const open = (await http.inject({ url: '/api/tickets' })).json<{ total: number }>().total
  if (open < OPEN - CLIENTS) throw new Error(`only ${open} tickets are open`)
  const p95 = quantile(times, 0.95)
  print({
    name: `queue of ${open} open tickets, p95 at the API`,
    value: p95,
    unit: 'ms',
    samples: times.length,
    target: '<= 100',
    met: p95 <= 100,
  })
  print({ name: 'queue, p50 at the API', value: quantile(times, 0.5), unit: 'ms', samples: times.length })
}

/** Each reply computes the clock from all events of the ticket and saves everything in one transaction. */
async function measureReply({ http, clients }: DeskServer): Promise<void> {
  const [clientId] = clients
  const payload = { subject: 'Long', body: 'Talk', requester: 'Ewa' }
  const { id } = (await http.inject({ method: 'POST', url: `/api/clients/${clientId}/tickets`, payload })).json<{ id: string }>()
  const times: number[] = []
  for (let n = 0; n < 50; n++) {
    const started = performance.now()
    const answer = await http.inject({ method: 'POST', url: `/api/tickets/${id}/messages`, payload: { kind: 'reply', body: `Reply ${n}` } })
    if (answer.statusCode !== 200) throw new Error(answer.body)
    times.push(performance.now() - started)
  }
  print({ name: 'a reply to a ticket of up to 50 events, p95', value: quantile(times, 0.95), unit: 'ms', samples: times.length })
}

/** From eight deliveries at once; every other mail answers the one before it. Each is parsed, cut, threaded, and committed. */
async function measureMail({ desk }: DeskServer): Promise<void> {
  const [mails, lanes] = [640, 8]
  const quoted = '> and here is what you wrote\r\n'.repeat(200)
  const send = (lane: number, n: number) => {
    const thread = n % 2 === 0 ? '' : `References: <${lane}.${n - 1}@client.example>\r\n`
    const head = `From: <person@client.example>\r\nSubject: Question\r\nMessage-ID: <${lane}.${n}@client.example>\r\n${thread}`
    const raw = Buffer.from(`${head}\r\nThis is what I say.\r\n\r\nOn Tue, Bo wrote:\r\n${quoted}`)
    return desk.receiveMail(raw, { sender: 'person@client.example', recipients: ['desk@msp.example'] }, { aligned: true })
  }
  const deliver = async (lane: number): Promise<void> => {
    for (let n = 0; n < mails / lanes; n++) {
      const { kind } = await send(lane, n)
      if (kind !== (n % 2 === 0 ? 'opened' : 'replied')) throw new Error(`mail ${n} was ${kind}`)
    }
  }
  const started = performance.now()
  await Promise.all(Array.from({ length: lanes }, (_, lane) => deliver(lane)))
  const rate = mails / ((performance.now() - started) / 1000)
  print({ name: 'mail in, half of it answers', value: rate, unit: 'messages/s', samples: mails, target: '>= 50', met: rate >= 50 })
}
