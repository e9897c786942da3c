/** The few pages and the mail that recipients see: HTML without a script, everything from a message escaped. */
export { type Html, html, page } from './html.ts'
export { linkPage } from './link-page.ts'
