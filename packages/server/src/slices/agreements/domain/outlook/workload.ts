/** Hours of work to come: the mean of the last weeks, and how far that way was off in the weeks that are over. */

/** Weeks whose mean is the forecast. */
export const WINDOW = 8
/** Weeks of records below which nothing is said. */
export const LEAST_WEEKS = 12

export type BackTest = { weeks: number; meanMinutes: number; meanErrorMinutes: number }

/** `past`: minutes of whole weeks, the oldest first; null where there are too few. */
export function forecastWeek(past: readonly number[]): number | null {
  return past.length < LEAST_WEEKS ? null : Math.round(mean(past.slice(-WINDOW)))
}

/** Each week that has a window before it is forecast from that window alone. */
export function backTest(past: readonly number[]): BackTest {
  const tested = past.slice(WINDOW).map((minutes, n) => ({ minutes, error: Math.abs(minutes - mean(past.slice(n, n + WINDOW))) }))
  return {
    weeks: tested.length,
    meanMinutes: Math.round(mean(tested.map(({ minutes }) => minutes))),
    meanErrorMinutes: Math.round(mean(tested.map(({ error }) => error))),
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length
}
