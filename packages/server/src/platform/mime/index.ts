/** Reading of messages (RFC 5322, MIME), bounded: for the mail gateway and the service desk. */
export { type MailAddress, parseAddresses } from './addresses.ts'
export { headerOf, headerText, parseMessage, partBytes, partText } from './parse.ts'
export type { MimeDefect, MimeMessage, MimePart } from './types.ts'
