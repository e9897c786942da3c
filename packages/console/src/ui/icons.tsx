/** The few drawings: one shape for each tone, so that colour is never alone, and marks for navigation. */
import type { JSX } from 'react'
import type { Tone } from './tone.ts'
import './tone-mark.css'

/** Good is a disc with a tick, attention a triangle, broken a square-cut sign with a cross, unknown a hatched diamond. */
export function ToneShape({ tone, size = 16 }: { tone: Tone; size?: number }): JSX.Element {
  return (
    <svg className={`shape shape-${tone}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {shapes[tone]}
    </svg>
  )
}

const shapes: Record<Tone, JSX.Element> = {
  good: (
    <>
      <circle cx="8" cy="8" r="7" className="shape-body" />
      <path d="M4.8 8.3 7 10.5l4.2-4.7" className="shape-sign" />
    </>
  ),
  attention: (
    <>
      <path d="M8 1.2 15.2 14.4H.8Z" className="shape-body" strokeLinejoin="round" />
      <path d="M8 6v3.6M8 11.9v.3" className="shape-sign" />
    </>
  ),
  broken: (
    <>
      <path d="M4.9 1h6.2L15 4.9v6.2L11.1 15H4.9L1 11.1V4.9Z" className="shape-body" />
      <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" className="shape-sign" />
    </>
  ),
  unknown: (
    <>
      <path d="M8 .8 15.2 8 8 15.2.8 8Z" className="shape-hatched" />
      <path d="M6.4 6.5c0-2.2 3.2-2.1 3.2-.1 0 1.2-1.6 1.4-1.6 2.7M8 11v.3" className="shape-sign-dark" />
    </>
  ),
}

const paths = {
  today: 'M3 4.5h10M3 8h10M3 11.5h6',
  recovery: 'M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3',
  devices: 'M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3',
  alerts: 'M4 11V7a4 4 0 0 1 8 0v4l1 1.5H3zM7 14.5h2',
  tickets: 'M2.5 4h11v2.6a1.5 1.5 0 0 0 0 2.8V12h-11V9.4a1.5 1.5 0 0 0 0-2.8zM9.5 4v1.2M9.5 7.4v1.2M9.5 10.8V12',
  mail: 'M2 4h12v8.5H2zM2 4.5l6 4.5 6-4.5',
  clients: 'M3 14V3.5h6V14M9 7h4v7M2 14h12M5 6h2M5 8.5h2M5 11h2',
  advice: 'M3 3h10v7H8l-3 3v-3H3zM6 6.5l1.4 1.4L10.2 5.2',
  money: 'M2 4h12v8H2zM8 6.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 1 0 0-3.6M4.2 8h.01M11.8 8h.01',
  reports: 'M4 2h5.5L12.5 5v9H4zM9 2v3.5h3.5M6 8.5h4.5M6 11h4.5',
  people: 'M8 7.5a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2M3 14c.4-3 2.4-4.4 5-4.4S12.6 11 13 14',
  trust: 'M8 1.8 13 4v4c0 3-2 5.2-5 6.3C5 13.2 3 11 3 8V4zM6 8l1.5 1.5L10.2 6.5',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10M10.7 10.7 14 14',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  next: 'm6 3.5 4.5 4.5L6 12.5',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
} as const
export type IconName = keyof typeof paths

export function Icon({ name, size = 16 }: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false" className="icon">
      <path d={paths[name]} />
    </svg>
  )
}

export function Mark({ size = 24 }: { size?: number }): JSX.Element {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="var(--mantine-color-accent-7)" />
      <path d="M15 5v20M15 7 6 25h18" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}

/** Stands once in each page; `fill: url(#hatch)` is what unknown looks like in SVG. */
export function HatchPattern(): JSX.Element {
  return (
    <svg width="0" height="0" className="pattern-holder" aria-hidden="true" focusable="false">
      <defs>
        <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="4" height="4" className="hatch-ground" />
          <rect width="1.6" height="4" className="hatch-line" />
        </pattern>
      </defs>
    </svg>
  )
}
