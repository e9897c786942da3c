/** DNS block lists by RFC 5782: the name that is asked for an address, and what an answer means. */
import { isIP } from 'node:net'
import { isPublicAddress } from '../../../platform/outbound/index.ts'

/** `2.0.0.127` of 127.0.0.2, and the 32 nibbles of an IPv6 address, last first. Null of what is no address. */
export function reversed(address: string): string | null {
  const plain = withoutMapping(address)
  if (isIP(plain) === 4) return plain.split('.').reverse().join('.')
  if (isIP(plain) !== 6) return null
  const [head = '', tail] = plain.split('%', 1)[0]?.split('::') ?? []
  const groups = (part: string | undefined): string[] => (part === undefined || part === '' ? [] : part.split(':'))
  const [left, right] = [groups(head), groups(tail)]
  const middle = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  const digits = [...left, ...middle, ...right].map((group) => group.padStart(4, '0')).join('')
  return /^[0-9a-f]{32}$/i.test(digits) ? digits.toLowerCase().split('').reverse().join('.') : null
}

/** Private and local addresses are on nobody's list, and asking would tell strangers of them. */
export function isPublic(address: string): boolean {
  return isPublicAddress(withoutMapping(address))
}

/** 127.255.255.0/24 is how lists say "you ask too much" or "not by this resolver"; what is not in 127.0.0.0/8 is a resolver that lies. */
export function meaningOf(answers: readonly string[]): 'listed' | 'clear' | 'error' {
  if (answers.length === 0) return 'clear'
  return answers.every((one) => one.startsWith('127.') && !one.startsWith('127.255.255.')) ? 'listed' : 'error'
}

function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
