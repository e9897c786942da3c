/** What a plan rests on, in sentences: lives, prices, and how waiting was weighed. */
import type { Asset, LifecycleSettings } from '@mainstay/contract/lifecycle'
import { amount } from './amount.ts'
import { WAITING } from './due.ts'

export function assumptionsOf(planned: readonly Asset[], { currency, capMinor }: LifecycleSettings): string[] {
  const lives = new Map<string, number>()
  for (const { kind, life } of planned) if (life.endsOn !== null) lives.set(kind, Math.max(lives.get(kind) ?? 0, life.months))
  const byPurchase = planned.filter(({ replacement }) => replacement.from === 'purchase').length
  const percent = (share: number): string => `${share * 100} %`
  return [
    ...(lives.size === 0
      ? []
      : [`Useful lives: ${[...lives].map(([kind, months]) => `${kind.replaceAll('-', ' ')} ${months} months`).join(', ')}.`]),
    ...(byPurchase === 0
      ? []
      : [
          `${byPurchase === 1 ? 'One replacement is' : `${byPurchase} replacements are`} priced at what the thing cost when it was bought.`,
        ]),
    `At most ${amount(capMinor, currency)} in a quarter.`,
    'What loses its support is replaced by the end of that quarter, from a year before on. What is unsupported already goes first.',
    `Waiting is weighed with ${percent(WAITING.ordinary)} of the price for each quarter, ${percent(WAITING.manyStop)} where many people would stop, ${percent(WAITING.unsupported)} without support. It orders the plan; it is no forecast.`,
  ]
}
