/** A small restic REST backend over a folder, append-only as the real one, so that the real restic has someone to talk to. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { dirname, join } from 'node:path'

const TYPES = ['data', 'index', 'keys', 'locks', 'snapshots']

/** `/restic/ID/config` and `/restic/ID/TYPE/[NAME]`; create makes the folders, DELETE is for locks alone. */
export function createResticRest(folder: string): RequestListener {
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
    const parts = pathname
      .split('/')
      .filter((part) => part !== '')
      .slice(1)
    if (!parts.every((part) => /^[0-9a-z-]+$/.test(part))) return void response.writeHead(400).end()
    const path = join(folder, ...parts)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method } = request
      const isList = parts.length === 2 && TYPES.includes(parts[1] ?? '')
      if (method === 'POST' && searchParams.get('create') === 'true') {
        for (const type of TYPES) mkdirSync(join(path, type), { recursive: true })
        return response.writeHead(200).end()
      }
      if (method === 'POST') {
        if (existsSync(path)) return response.writeHead(403).end()
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, Buffer.concat(chunks))
        return response.writeHead(200).end()
      }
      if (!existsSync(path)) return response.writeHead(404).end()
      if (method === 'DELETE') {
        if (parts[1] !== 'locks') return response.writeHead(403).end()
        rmSync(path)
        return response.writeHead(200).end()
      }
      if (isList) {
        const names = readdirSync(path).map((name) => ({ name, size: statSync(join(path, name)).size }))
        return response.writeHead(200, { 'content-type': 'application/vnd.x.restic.rest.v2' }).end(JSON.stringify(names))
      }
      const bytes = readFileSync(path)
      if (method === 'HEAD') return response.writeHead(200, { 'content-length': bytes.length }).end()
      const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
      if (range === null) return response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
      const [from, to] = [Number(range[1]), range[2] === '' ? bytes.length - 1 : Math.min(Number(range[2]), bytes.length - 1)]
      return response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${bytes.length}` }).end(bytes.subarray(from, to + 1))
    })
  }
}
