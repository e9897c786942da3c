/** Serves the built console and portal: pages under a strict policy with a nonce of their own, assets that never change. */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '@mainstay/kernel'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Where the set-up builds the console. */
export const CONSOLE_FOLDER = fileURLToPath(new URL('../../../../console/dist', import.meta.url))

type Asset = { type: string; plain: Buffer; br: Buffer | null; gzip: Buffer | null }
type Site = { console: string; portal: string; assets: ReadonlyMap<string, Asset> }

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
/** Stands in the built pages where Vite wants the nonce (packages/console/vite.config.ts). */
const NONCE_PLACE = '__CSP_NONCE__'

/** Reads everything at the start: some hundred small files, and no path of a request ever reaches the disk. */
export function staticRoutes(app: FastifyInstance, { folder }: { folder: string }): void {
  const site = existsSync(join(folder, 'index.html')) ? readSite(folder) : null
  const config = { access: 'public' } as const
  app.get<{ Params: { name: string } }>('/assets/:name', { config, schema: { hide: true } }, async (request, reply) => {
    const asset = site?.assets.get(request.params.name)
    if (asset === undefined) throw new AppError('platform.route-not-found', { path: `/assets/${request.params.name}` })
    return sendAsset(asset, request, reply)
  })
  for (const url of ['/portal', '/portal/*'])
    app.get(url, { config, schema: { hide: true } }, async (_request, reply) => sendPage(site?.portal, reply))
  app.get('/*', { config, schema: { hide: true } }, async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/'
    if (!isPage(path, request.headers.accept)) throw new AppError('platform.route-not-found', { path })
    return sendPage(site?.console, reply)
  })
}

/** What a browser goes to. A program that mistypes an address of the API gets its 404, not a page. */
function isPage(path: string, accept = ''): boolean {
  return accept.includes('text/html') && !path.startsWith('/api/') && extname(path) === ''
}

function sendPage(page: string | undefined, reply: FastifyReply): FastifyReply {
  if (page === undefined) throw new AppError('platform.console-not-built')
  const nonce = randomBytes(16).toString('base64')
  return reply
    .header('content-security-policy', policy(nonce))
    .header('cache-control', 'no-store')
    .header('cross-origin-opener-policy', 'same-origin')
    .type('text/html; charset=utf-8')
    .send(page.replaceAll(NONCE_PLACE, nonce))
}

/** Only our own files, and only the styles that Mantine adds with this page's nonce. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

function sendAsset(asset: Asset, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const accepted = String(request.headers['accept-encoding'] ?? '')
  const encoding = asset.br && /\bbr\b/.test(accepted) ? 'br' : asset.gzip && /\bgzip\b/.test(accepted) ? 'gzip' : null
  if (encoding !== null) reply.header('content-encoding', encoding)
  return reply
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'accept-encoding')
    .type(asset.type)
    .send((encoding && asset[encoding]) ?? asset.plain)
}

function readSite(folder: string): Site {
  const assets = join(folder, 'assets')
  const read = (name: string): Buffer | null => (existsSync(join(assets, name)) ? readFileSync(join(assets, name)) : null)
  const names = readdirSync(assets).filter((name) => extname(name) in TYPES)
  return {
    console: readFileSync(join(folder, 'index.html'), 'utf8'),
    portal: readFileSync(join(folder, 'portal.html'), 'utf8'),
    assets: new Map(
      names.map((name) => [
        name,
        { type: TYPES[extname(name)] ?? '', plain: readFileSync(join(assets, name)), br: read(`${name}.br`), gzip: read(`${name}.gz`) },
      ]),
    ),
  }
}
