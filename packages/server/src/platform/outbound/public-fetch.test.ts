import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { isPublicAddress } from './public-address.ts'
import { createPublicFetch } from './public-fetch.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test.each(['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00::1'])('%s is public', (address) =>
  expect(isPublicAddress(address)).toBe(true),
)
const inside4 = '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.8.8.8 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 198.18.0.1'
const inside6 = '::1 :: fe80::1 fc00::1 fd12::1 ff02::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1:: 2001:0:a00:1:: 2001:db8::1'
const others = '198.51.100.1 203.0.113.1 224.0.0.1 255.255.255.255 192.0.0.170 example.com 10.0.0 0x7f000001'
test.each([inside4, inside6, others].flatMap((list) => list.split(' ')).concat(''))('%j is not', (address) =>
  expect(isPublicAddress(address)).toBe(false),
)

describe('nothing is asked', () => {
  const fetch = createPublicFetch({ allowLoopback: false })
  test.each([
    ['http://example.com/', 'not https'],
    ['https://127.0.0.1/', '127.0.0.1 is not on the public internet'],
    ['https://[::1]/', '::1 is not on the public internet'],
    ['https://[::ffff:169.254.169.254]/', 'not on the public internet'],
    ['https://169.254.169.254/latest/meta-data', 'not on the public internet'],
    ['https://2130706433/', '127.0.0.1 is not on the public internet'],
    ['https://0x7f.1/', '127.0.0.1 is not on the public internet'],
    ['https://localhost/', 'localhost leads to'],
    ['file:///etc/passwd', 'is not https'],
    ['https://user:secret@example.com/', 'password'],
  ])('of %s', async (url, why) => {
    // Where fetch itself refuses an address with credentials, that is as good.
    await expect(fetch(url)).rejects.toThrow(url.includes('@') ? /password|credentials/ : why)
  })
})

test('a body is sent, and the answer comes with its status and headers; a redirect is not followed', async () => {
  const seen: string[] = []
  const url = await serve((request, response) => {
    request.on('data', (part) => seen.push(`${request.method} ${request.url} ${request.headers['content-type']} ${String(part)}`))
    response.writeHead(302, { location: 'http://169.254.169.254/', 'set-cookie': ['a=1', 'b=2'] })
    request.on('end', () => response.end('moved'))
  })
  const fetch = createPublicFetch({ allowLoopback: true })
  const answer = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams({ code: 'x y' }) })
  expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([302, 'http://169.254.169.254/', 'moved'])
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(seen).toEqual(['POST /token application/x-www-form-urlencoded;charset=UTF-8 code=x+y'])
})

test('an answer without end is cut off by its size, one that does not come by time', async () => {
  const endless = await serve((_request, response) => {
    const more = (): void => {
      while (response.write(Buffer.alloc(65_536)));
      response.once('drain', more)
    }
    more()
  })
  await expect(createPublicFetch({ allowLoopback: true, maxBytes: 100_000 })(endless)).rejects.toThrow('more than 100000 bytes')
  const silent = await serve(() => {})
  const started = Date.now()
  await expect(createPublicFetch({ allowLoopback: true, timeoutMs: 200 })(silent)).rejects.toThrow(/abort|timeout/i)
  expect(Date.now() - started).toBeLessThan(3000)
  const slow = await serve((_request, response) => {
    response.write('a')
  })
  await expect(createPublicFetch({ allowLoopback: true, timeoutMs: 200 })(slow)).rejects.toThrow(/abort/i)
})

test('this machine is reached only where that was allowed, and only this machine', async () => {
  const url = await serve((_request, response) => response.end('here'))
  expect(await (await createPublicFetch({ allowLoopback: true })(url)).text()).toBe('here')
  await expect(createPublicFetch({ allowLoopback: false })(url.replace('http', 'https'))).rejects.toThrow('not on the public internet')
  await expect(createPublicFetch({ allowLoopback: true })('https://10.0.0.1/')).rejects.toThrow('10.0.0.1 is not on the public internet')
})
