/** What a client's plan is made with until a person has set it. */
import type { LifecycleSettings } from '@mainstay/contract/lifecycle'

/** No price and no cap of ours would be true of anybody: until a cap is set there is room for everything. */
export const FIRST_SETTINGS: LifecycleSettings = {
  revision: 0,
  currency: 'USD',
  capMinor: 10_000_000_000,
  quarters: 16,
  lives: {},
  prices: {},
}
