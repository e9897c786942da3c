/** Builds the console and the portal: two pages over one library of parts, each asset compressed beside itself. */
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

export default defineConfig({
  plugins: [react(), compressed()],
  // The server puts a fresh nonce here for every page that it sends (server/src/platform/http/static.ts).
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'portal.html'] },
  },
})

/** Writes `.br` and `.gz` beside every text asset, so that the server never compresses while someone waits. */
function compressed(): Plugin {
  let folder = 'dist/assets'
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir, 'assets')
    },
    closeBundle: async () => {
      const texts = (await readdir(folder)).filter((name) => /\.(?:js|css|svg)$/.test(name))
      await Promise.all(texts.map((name) => compressOne(join(folder, name))))
    },
  }
}

async function compressOne(file: string): Promise<void> {
  const bytes = await readFile(file)
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes))
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }))
}
