/** Useful lives by kind, in months: usual ones of the field, which a person can change and every plan names. */
import type { AssetKind } from '@mainstay/contract/lifecycle'

/** The common rule: servers and network five years, desktops four, laptops three, mobiles two; a UPS by its battery. */
export const USUAL_LIVES: Record<AssetKind, number> = {
  server: 60,
  // It has no hardware of its own; what ages is its system.
  'virtual-machine': 600,
  workstation: 48,
  laptop: 36,
  mobile: 24,
  firewall: 60,
  switch: 84,
  'access-point': 60,
  storage: 60,
  ups: 42,
  printer: 72,
  software: 600,
  other: 60,
}
