/** The few pages and the mail that recipients see: HTML without a script, everything from a message escaped. */

export type Html = { html: string }

/** What stands between the pieces is text and is escaped, unless it is HTML made here. */
export function html(pieces: TemplateStringsArray, ...values: readonly (string | number | Html | readonly Html[])[]): Html {
  const shown = (value: (typeof values)[number]): string => {
    if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
    return 'html' in value ? value.html : value.map((one) => one.html).join('')
  }
  return { html: pieces.map((piece, n) => piece + (n < values.length ? shown(values[n] ?? '') : '')).join('') }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#1a1d21;background:#fff}
h1{font-size:1.4rem}dt{color:#5b6470;font-size:.875rem}dd{margin:0 0 .75rem;overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f3f4f6;padding:1rem;border-radius:.5rem;max-height:24rem;overflow:auto}
button{font:inherit;padding:.6rem 1.2rem;border-radius:.5rem;border:1px solid #1a4f8b;background:#1a4f8b;color:#fff;min-height:44px}button.quiet{background:#fff;color:#1a4f8b}
form{margin:1rem 0}label{display:block;margin:.5rem 0}
@media (prefers-color-scheme:dark){body{background:#14171a;color:#e8eaed}pre{background:#22262b}dt{color:#a3adb8}button{background:#8ab4f8;border-color:#8ab4f8;color:#14171a}button.quiet{background:#14171a;color:#8ab4f8}}`

export function page(title: string, body: Html): string {
  const { html: text } =
    html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${{ html: STYLE }}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`
  return text
}
