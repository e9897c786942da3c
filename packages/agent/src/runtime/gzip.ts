/** Gzip by the streams that the runtime has anyway: `node:zlib` would cost the resident process two megabytes. */

export async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return through(new Blob([text]), new CompressionStream('gzip'))
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

async function through(blob: Blob, stream: CompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(stream)).arrayBuffer())
}
