/** What does this client have, how old is it, and what is overdue? */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import type { Asset } from '@mainstay/contract/lifecycle'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { money } from '../../ui/money.ts'
import { Page } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { ToneMark, TonePill } from '../../ui/tone-mark.tsx'
import { clientQuery } from '../clients/queries.ts'
import { AssetDialog } from './asset-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { assetsQuery } from './queries.ts'
import { assetsTitle, kindWord, standingTone, standingWord, supportTone, supportWord } from './wording.ts'

export function Assets(): JSX.Element {
  const { clientId } = useParams({ from: '/app/clients/$clientId/assets' })
  return (
    <Loaded query={useQuery(assetsQuery(clientId))} skeleton={<TitleSkeleton />}>
      {({ assets, currency }) => <Whole clientId={clientId} assets={assets} currency={currency} />}
    </Loaded>
  )
}

function Whole({ clientId, assets, currency }: { clientId: string; assets: Asset[]; currency: string }): JSX.Element {
  const client = useQuery(clientQuery(clientId))
  const mayWrite = useMay('lifecycle.write')
  const [open, setOpen] = useState<'import' | 'add' | Asset | null>(null)
  const live = assets.filter(({ retiredAt }) => retiredAt === null)
  const close = (): void => setOpen(null)
  const bring = (
    <Button variant="default" onClick={() => setOpen('import')}>
      Bring in a list
    </Button>
  )
  return (
    <Page
      wide
      title={assetsTitle(assets)}
      over={
        <Link to="/clients/$clientId" params={{ clientId }}>
          {client.data?.name ?? 'Client'}
        </Link>
      }
      lead="Everything with an age, with an agent or without. Age, warranty and support are reasons by themselves."
      actions={
        <>
          <Button variant="subtle" renderRoot={(props) => <Link {...props} to="/clients/$clientId/plan" params={{ clientId }} />}>
            Plan and budget
          </Button>
          {mayWrite ? bring : null}
          {mayWrite ? <Button onClick={() => setOpen('add')}>Add one</Button> : null}
        </>
      }
    >
      {live.length === 0 ? (
        <Empty title="Machines with an agent appear here by themselves" action={mayWrite ? bring : null}>
          Switches, printers, phones and whatever else has an age come by a list or by hand.
        </Empty>
      ) : (
        <Table assets={live} currency={currency} edit={mayWrite ? setOpen : null} />
      )}
      <ImportDialog clientId={clientId} opened={open === 'import'} close={close} />
      <AssetDialog clientId={clientId} currency={currency} of={open === 'import' ? null : open} close={close} />
    </Page>
  )
}

const ORDER: readonly Asset['standing'][] = ['overdue', 'soon', 'unknown', 'good']

function Table({ assets, currency, edit }: { assets: Asset[]; currency: string; edit: ((one: Asset) => void) | null }): JSX.Element {
  const sorted = assets.toSorted((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing) || a.name.localeCompare(b.name))
  return (
    <TableCard label="Assets">
      <table className="table">
        <thead>
          <tr>
            <th>Thing</th>
            <th>How it stands</th>
            <th>Bought</th>
            <th>Life ends</th>
            <th>Warranty</th>
            <th>Support</th>
            <th className="num">Replacement</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((one) => (
            <tr key={one.id}>
              <td>
                {edit ? (
                  <button type="button" className="link-button" onClick={() => edit(one)}>
                    {one.name}
                  </button>
                ) : (
                  one.name
                )}
                <div className="small soft">{[kindWord[one.kind], one.vendor, one.model].filter((part) => part !== '').join(' · ')}</div>
              </td>
              <td className="nowrap">
                <TonePill tone={standingTone[one.standing]}>{standingWord[one.standing]}</TonePill>
              </td>
              <td className="nowrap">{one.purchasedOn ?? <span className="soft">not known</span>}</td>
              <td className="nowrap">
                {one.life.endsOn ?? <span className="soft">–</span>}
                {one.life.endsOn ? (
                  <div className="small soft">
                    {one.life.months} months{one.life.isDefault ? ', usual' : ''}
                  </div>
                ) : null}
              </td>
              <td className="nowrap">{one.warrantyUntil ?? <span className="soft">not known</span>}</td>
              <td>
                <ToneMark tone={supportTone(one.support)}>
                  <span className="nowrap">{supportWord(one.support)}</span>
                </ToneMark>
                <div className="small soft">{one.support.kind === 'not-known' ? one.support.why : one.support.product}</div>
              </td>
              <td className="num">
                {one.replacement.minor === null ? <span className="soft">not known</span> : money(one.replacement.minor, currency)}
                {one.replacement.from === 'purchase' ? <div className="small soft">as bought</div> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableCard>
  )
}
