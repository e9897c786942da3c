/** Gzip by the streams that the runtime has anyway: `node:zlib` would cost the resident process two megabytes. */

export async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  if (bunGzip !== null) return bunGzip(new TextEncoder().encode(text))
  return new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer())
}

/** Throws on torn or foreign data, and on what unpacks to more than `limit` bytes. */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>, limit: number): Promise<string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
    if (text.length > limit) throw new RangeError('unpacks to more than it may')
  }
}

/** Bun has it as one call: measured, two megabytes less than its streams. */
const bunGzip = bunFunction()

function bunFunction(): ((bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) | null {
  const bun: unknown = Reflect.get(globalThis, 'Bun')
  if (typeof bun !== 'object' || bun === null || !('gzipSync' in bun) || typeof bun.gzipSync !== 'function') return null
  const { gzipSync } = bun
  return (bytes) => new Uint8Array(gzipSync(bytes))
}
