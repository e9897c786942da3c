/** What stands in the form of a recommendation, as text, and what it means. */
import type { Area, Content } from '@mainstay/contract/recommendations'
import { minorOf, typed } from '../../ui/money.ts'

type DraftOption = { title: string; text: string; once: string; monthly: string }
export type Draft = {
  title: string
  area: Area
  why: string
  risk: string
  riskMinor: string
  currency: string
  options: DraftOption[]
  answerBy: string
  deviceIds: string[]
}

export const emptyOption: DraftOption = { title: '', text: '', once: '', monthly: '' }

export function draftOf(content: Content | null): Draft {
  if (content === null)
    return {
      title: '',
      area: 'recovery',
      why: '',
      risk: '',
      riskMinor: '',
      currency: 'USD',
      options: [emptyOption],
      answerBy: '',
      deviceIds: [],
    }
  const { currency, options, riskMinor, answerBy } = content
  return {
    ...content,
    riskMinor: riskMinor === null ? '' : typed(riskMinor, currency),
    answerBy: answerBy ?? '',
    options: options.map(({ title, text, onceMinor, monthlyMinor }) => ({
      title,
      text,
      once: typed(onceMinor, currency),
      monthly: typed(monthlyMinor, currency),
    })),
  }
}

/** By field; `once1` is the price of the second option. Nothing typed as a price is nothing to pay. */
export function problemsOf(draft: Draft): Record<string, string> {
  const problems: Record<string, string> = {}
  for (const field of ['title', 'why', 'risk'] as const) if (draft[field].trim() === '') problems[field] = 'Write something here.'
  if (!/^[A-Z]{3}$/.test(draft.currency)) problems['currency'] = 'Three letters, as USD.'
  if (draft.riskMinor.trim() !== '' && minorOf(draft.riskMinor, draft.currency) === null) problems['riskMinor'] = AMOUNT
  for (const [n, { title, once, monthly }] of draft.options.entries()) {
    if (title.trim() === '') problems[`title${n}`] = 'Name the option.'
    if (priceOf(once, draft.currency) === null) problems[`once${n}`] = AMOUNT
    if (priceOf(monthly, draft.currency) === null) problems[`monthly${n}`] = AMOUNT
  }
  return problems
}

const AMOUNT = 'An amount like 1,250.00.'

/** Null while something is missing. */
export function contentOf(draft: Draft): Content | null {
  if (Object.keys(problemsOf(draft)).length > 0) return null
  const { title, area, why, risk, currency, deviceIds } = draft
  return {
    title: title.trim(),
    area,
    why: why.trim(),
    risk: risk.trim(),
    currency,
    deviceIds,
    riskMinor: draft.riskMinor.trim() === '' ? null : minorOf(draft.riskMinor, currency),
    answerBy: draft.answerBy === '' ? null : draft.answerBy,
    options: draft.options.map((option) => ({
      title: option.title.trim(),
      text: option.text.trim(),
      onceMinor: priceOf(option.once, currency) ?? 0,
      monthlyMinor: priceOf(option.monthly, currency) ?? 0,
    })),
  }
}

function priceOf(text: string, currency: string): number | null {
  return text.trim() === '' ? 0 : minorOf(text, currency)
}
