/** The distribution's rspamd without the network, its Bayes (in a redis of its own) trained on the same messages. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Message } from './corpus.ts'

/** Modules that ask the network. */
const OFF = [
  'rbl',
  'spf',
  'dkim',
  'dmarc',
  'arc',
  'asn',
  'fuzzy_check',
  'phishing',
  'mx_check',
  'url_redirector',
  'greylist',
  'ratelimit',
  'history_redis',
  'replies',
  'reputation',
  'neural',
  'dkim_signing',
  'bimi',
  'dcc',
]

export async function rspamd(
  folder: string,
  taught: readonly Message[],
  judged: readonly Message[],
): Promise<{ scores: number[]; seconds: number }> {
  const [normal, controller, redisPort] = [await freePort(), await freePort(), await freePort()]
  const local = join(folder, 'rspamd')
  mkdirSync(join(local, 'local.d'), { recursive: true })
  mkdirSync(join(local, 'override.d'))
  for (const directory of ['db', 'run', 'log']) mkdirSync(join(local, directory))
  const write = (name: string, text: string) => writeFileSync(join(local, 'local.d', name), text)
  for (const module of OFF) write(`${module}.conf`, 'enabled = false;\n')
  write('worker-normal.inc', `bind_socket = "127.0.0.1:${normal}";\ncount = 1;\n`)
  write('worker-controller.inc', `bind_socket = "127.0.0.1:${controller}";\ncount = 1;\nsecure_ip = "127.0.0.1";\n`)
  write('worker-proxy.inc', 'enabled = false;\n')
  write('worker-fuzzy.inc', 'enabled = false;\n')
  write('logging.inc', 'type = "console";\nlevel = "error";\n')
  write('redis.conf', `servers = "127.0.0.1:${redisPort}";\n`)
  write('classifier-bayes.conf', 'backend = "redis";\nautolearn = false;\nmin_learns = 100;\n')
  write('options.inc', 'dns { nameserver = ["127.0.0.1:9:1"]; timeout = 0.01s; retransmits = 1; }\nlocal_addrs = [];\n')
  const children = [
    spawn('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', local], { stdio: 'ignore' }),
    spawn(
      'rspamd',
      [
        '-f',
        '-i',
        '-u',
        'root',
        '-g',
        'root',
        ...['LOCAL_CONFDIR', 'DBDIR', 'RUNDIR', 'LOGDIR'].map(
          (name, index) => `--var=${name}=${[local, join(local, 'db'), join(local, 'run'), join(local, 'log')][index]}`,
        ),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    ),
  ]
  try {
    await answers(`http://127.0.0.1:${normal}/ping`, children)
    await answers(`http://127.0.0.1:${controller}/ping`, children)
    for (const one of taught) await post(`http://127.0.0.1:${controller}/${one.label === 'ham' ? 'learnham' : 'learnspam'}`, one.path)
    const started = performance.now()
    const scores: number[] = []
    for (const one of judged) {
      const answer = (await (await post(`http://127.0.0.1:${normal}/checkv2`, one.path)).json()) as { score?: unknown }
      scores.push(typeof answer.score === 'number' ? answer.score : Number.NaN)
    }
    if (scores.some(Number.isNaN)) throw new Error('rspamd gave no score')
    return { scores, seconds: (performance.now() - started) / 1000 }
  } finally {
    for (const child of children) child.kill()
  }
}

function post(url: string, path: string): Promise<Response> {
  return fetch(url, { method: 'POST', body: readFileSync(path) })
}

/** The first start compiles its patterns, which takes minutes on a busy machine. */
async function answers(url: string, children: readonly ChildProcess[]): Promise<void> {
  for (let tries = 0; tries < 1500; tries++) {
    if (children.some(({ exitCode }) => exitCode !== null)) throw new Error('rspamd or redis-server ended; its reason stands above')
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    await delay(200)
  }
  throw new Error(`${url} does not answer`)
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail).listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
