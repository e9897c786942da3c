/** One agreement: its terms, its prices over time, and a new price. */
import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { type JSX, type SubmitEvent, useState } from 'react'
import { type Agreement, PRICE_KINDS, type PriceKind } from '@mainstay/contract/agreements'
import { Facts } from '../../ui/facts.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { RenewalReviewPart } from './renewal-review.tsx'
import { useAddPrice, useWithdrawPrice } from './queries.ts'
import { kindWord, minorOf, money } from './wording.ts'

export function AgreementCard({ agreement, mayWrite, edit }: { agreement: Agreement; mayWrite: boolean; edit: () => void }): JSX.Element {
  const { plan, startsOn, endsOn, renewal, noticeBy, minimumMinor, currency, recoveryPromise, prices } = agreement
  const withdraw = useWithdrawPrice(agreement.clientId, agreement.id)
  return (
    <Section
      title={`${plan}, ${startsOn} to ${endsOn ?? 'further notice'}`}
      aside={
        mayWrite ? (
          <Button variant="default" onClick={edit}>
            Change the terms
          </Button>
        ) : null
      }
    >
      <div className="stack">
        <div className="card">
          <Facts
            rows={[
              [
                'At its end',
                renewal.months === 0
                  ? 'it ends'
                  : `it goes on for ${renewal.months} months, ${renewal.likelyPercent === null ? 'the chance is not stated' : `likely by ${renewal.likelyPercent} %`}`,
              ],
              ['Notice', noticeBy === null ? 'at any time, as it has no end' : `by ${noticeBy}`],
              ['Least of a month', minimumMinor === 0 ? 'none' : money(minimumMinor, currency)],
              ['Recovery', recoveryPromise || 'nothing is written down'],
            ]}
          />
        </div>
        {prices.length === 0 ? null : (
          <TableCard label="Prices">
            <table className="table">
              <thead>
                <tr>
                  <th>What</th>
                  <th className="num">Price</th>
                  <th className="num">In the flat price</th>
                  <th>From</th>
                  <th>To</th>
                  {mayWrite ? <th aria-label="Withdraw" /> : null}
                </tr>
              </thead>
              <tbody>
                {prices.map(({ id, kind, unitMinor, included, from, until }) => (
                  <tr key={id}>
                    <td>{kindWord[kind]}</td>
                    <td className="num">{money(unitMinor, currency)}</td>
                    <td className="num">{included === 0 ? '' : included}</td>
                    <td>{from}</td>
                    <td>{until ?? 'further notice'}</td>
                    {mayWrite ? (
                      <td>
                        <Button
                          variant="subtle"
                          size="compact-sm"
                          aria-label={`Withdraw: ${kindWord[kind]} from ${from}`}
                          loading={withdraw.isPending && withdraw.variables === id}
                          onClick={() => withdraw.mutate(id)}
                        >
                          Withdraw
                        </Button>
                      </td>
                    ) : null}
                  </tr>
                ))}
              </tbody>
            </table>
          </TableCard>
        )}
        <FormFailure error={withdraw.error} />
        <RenewalReviewPart clientId={agreement.clientId} agreementId={agreement.id} />
        {mayWrite ? <NewPrice agreement={agreement} /> : null}
      </div>
    </Section>
  )
}

function NewPrice({ agreement }: { agreement: Agreement }): JSX.Element {
  const [kind, setKind] = useState<PriceKind>('flat')
  const [amount, setAmount] = useState('')
  const [included, setIncluded] = useState(0)
  const [from, setFrom] = useState(agreement.startsOn)
  const add = useAddPrice(agreement.clientId, agreement.id)
  const unitMinor = minorOf(amount, agreement.currency)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (unitMinor !== null) add.mutate({ kind, unitMinor, included, from }, { onSuccess: () => setAmount('') })
  }
  return (
    <form className="card stack" onSubmit={submit} aria-label="A new price">
      <div className="columns-2">
        <NativeSelect
          label="For"
          value={kind}
          data={PRICE_KINDS.map((value) => ({ value, label: kindWord[value] }))}
          onChange={(e) => setKind(PRICE_KINDS.find((one) => one === e.currentTarget.value) ?? 'flat')}
        />
        <TextInput
          label={`Price in ${agreement.currency}`}
          placeholder="9.50"
          value={amount}
          error={amount !== '' && unitMinor === null ? 'An amount such as 9.50' : null}
          onChange={(e) => setAmount(e.currentTarget.value)}
        />
        {kind === 'flat' ? null : (
          <NumberInput
            label={kind === 'hour' ? 'Hours a month in the flat price' : 'How many are in the flat price'}
            min={0}
            value={included}
            onChange={(value) => setIncluded(Number(value))}
          />
        )}
        <TextInput label="From" type="date" required value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
      </div>
      <FormFailure error={add.error} />
      <div className="row">
        <Button type="submit" variant="default" disabled={unitMinor === null} loading={add.isPending}>
          Set this price
        </Button>
        <span className="soft">The price of the same kind that holds now ends the day before.</span>
      </div>
    </form>
  )
}
