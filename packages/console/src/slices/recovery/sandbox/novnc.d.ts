/** What is used of noVNC, which carries no types of its own. */
declare module '@novnc/novnc' {
  export default class RFB extends EventTarget {
    /** Over a WebSocket that is opening or open. */
    constructor(target: HTMLElement, channel: WebSocket, options?: { shared?: boolean })
    /** Fitted into its element. */
    scaleViewport: boolean
    background: string
    /** Sends a key by its X11 number. */
    sendKey(keysym: number, code: string, down?: boolean): void
    sendCtrlAltDel(): void
    focus(options?: FocusOptions): void
    disconnect(): void
  }
}
