/** Reading of messages (RFC 5322, MIME), bounded: for the mail gateway and the service desk. */
export { type MailAddress, parseAddresses, toAddress } from './addresses.ts'
export { decodeCharset } from './charset.ts'
export { decodeWords } from './encoded-words.ts'
export { parseParameters } from './parameters.ts'
export { headerOf, headerText, parseMessage, partBytes, partText } from './parse.ts'
export { DEFAULT_LIMITS, type MimeDefect, type MimeHeader, type MimeLimits, type MimeMessage, type MimePart } from './types.ts'
