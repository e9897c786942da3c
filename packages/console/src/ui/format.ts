/** Figures as people read them: bytes, shares, durations, counts. A missing value is the caller's to show as not known. */

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** Decimal units, as disks are sold: 1 GB is 10^9 B. */
export function bytes(value: number): string {
  const step = value === 0 ? 0 : Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.abs(value)) / 3)))
  return `${digits(value / 1000 ** step)} ${BYTE_UNITS[step]}`
}

/** `share` is 0 to 1. One decimal below ten percent, so that a small load does not read as none. */
export function percent(share: number): string {
  const value = share * 100
  return `${value !== 0 && Math.abs(value) < 10 ? value.toFixed(1) : Math.round(value)} %`
}

/** Two largest units at most: `3 d 4 h`, `41 s`, `0.4 s`. */
export function duration(seconds: number): string {
  if (seconds > 0 && seconds < 0.05) return '< 0.1 s'
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor((whole % 86_400) / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    [whole % 60, 's'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  if (first === -1) return '0 s'
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}

/** The same in whole words, for people who do not read units: `4 minutes`, `1 hour and 5 minutes`. */
export function durationInWords(seconds: number): string {
  const names: Record<string, string> = { d: 'day', h: 'hour', min: 'minute', s: 'second' }
  const words = duration(Math.max(1, Math.round(seconds))).match(/\d+ \w+/g) ?? []
  return words
    .map((word) => {
      const [count = '0', unit = 's'] = word.split(' ')
      return `${count} ${names[unit] ?? unit}${count === '1' ? '' : 's'}`
    })
    .join(' and ')
}

/** `1 system`, `2 systems`, `0 systems`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}

/** A measured value with its OpenTelemetry unit: `1` is a share, `By` bytes, `By/s` bytes a second, `{process}` a thing counted. */
export function withUnit(value: number, unit: string): string {
  if (unit === '1') return percent(value)
  if (unit === 'By') return bytes(value)
  if (unit === 'By/s') return `${bytes(value)}/s`
  if (unit === 's') return duration(value)
  if (unit.startsWith('{')) return digits(value)
  return unit === '' ? digits(value) : `${digits(value)} ${unit}`
}

/** Three significant figures, never an exponent. */
function digits(value: number): string {
  const size = Math.abs(value)
  if (size >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en')
  return size >= 10 ? value.toFixed(1) : size >= 0.01 ? value.toFixed(2) : value.toPrecision(1)
}
