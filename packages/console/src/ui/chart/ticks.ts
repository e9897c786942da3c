/** The labels under a time axis: hours of the day, with the date where a day begins; whole days where the steps are days. */

const DAY_SECONDS = 86_400

/** `seconds` are unix times of the ticks, `step` the seconds between them. */
export function tickLabels(seconds: readonly number[], step: number, zone: string | undefined): string[] {
  const formatter = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, ...(zone ? { timeZone: zone } : {}) })
  const date = formatter({ day: 'numeric', month: 'short' })
  const time = formatter({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return seconds.map((at) => {
    const instant = new Date(at * 1000)
    const clock = time.format(instant)
    return step >= DAY_SECONDS || clock === '00:00' ? date.format(instant) : clock
  })
}
