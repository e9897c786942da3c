// A person at a browser: the real Chromium, and the authenticator app in their hand.
export type { Browser, Page } from 'playwright-core'
export { closeChromium, launchChromium } from './chromium.ts'
export { totpCode } from './totp.ts'
