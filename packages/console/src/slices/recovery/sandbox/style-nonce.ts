/** Lets a library add its style elements under the page's policy, when it makes them by itself and knows no nonce (xterm.js 6). */

/** Only while `work` runs, every style element that this page makes gets the page's nonce. */
export function withStyleNonce(work: () => void): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
  const make = document.createElement.bind(document)
  const marked = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = make(name, options)
    if (name === 'style') element.nonce = nonce
    return element
  }
  // On the one document, not on all: what stands behind it is there again afterwards.
  Object.defineProperty(document, 'createElement', { value: marked, configurable: true })
  try {
    work()
  } finally {
    Reflect.deleteProperty(document, 'createElement')
  }
}
