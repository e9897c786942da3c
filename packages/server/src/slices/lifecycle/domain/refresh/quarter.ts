/** Quarters as whole numbers, so that their distance is a difference. */

/** Quarters since the year 0: `2027-Q1` is 2027 x 4. */
export type Quarter = number

export function quarterOf(text: string): Quarter {
  return Number(text.slice(0, 4)) * 4 + Number(text.slice(6)) - 1
}

export function quarterName(quarter: Quarter): string {
  return `${String(Math.floor(quarter / 4)).padStart(4, '0')}-Q${(quarter % 4) + 1}`
}
