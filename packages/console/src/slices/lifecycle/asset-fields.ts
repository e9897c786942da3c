/** An asset as the texts of its form, and back. */
import type { Asset, AssetFields, AssetKind } from '@mainstay/contract/lifecycle'
import { minorOf, typed } from '../../ui/money.ts'

export function textsOf(asset: Asset | null, currency: string) {
  const amount = (minor: number | null | undefined): string => (minor === null || minor === undefined ? '' : typed(minor, currency))
  return {
    name: asset?.name ?? '',
    kind: asset?.kind ?? ('other' as AssetKind),
    serial: asset?.serial ?? '',
    vendor: asset?.vendor ?? '',
    model: asset?.model ?? '',
    // What the agent says is not written down as a person's word.
    system: asset?.deviceId && !asset.systemIsWritten ? '' : (asset?.system ?? ''),
    purchasedOn: asset?.purchasedOn ?? '',
    warrantyUntil: asset?.warrantyUntil ?? '',
    price: amount(asset?.priceMinor),
    replacement: amount(asset?.replacementMinor),
    lifeMonths: asset?.lifeMonths ? String(asset.lifeMonths) : '',
    supportBoughtTo: asset?.supportBoughtTo ?? '',
    bundle: asset?.bundle ?? '',
    note: asset?.note ?? '',
  }
}

export function fieldsOf(text: ReturnType<typeof textsOf>, currency: string): AssetFields {
  const { name, kind, serial, vendor, model, system, bundle, note } = text
  return {
    name,
    kind,
    serial,
    vendor,
    model,
    system,
    bundle,
    note,
    purchasedOn: text.purchasedOn || null,
    warrantyUntil: text.warrantyUntil || null,
    supportBoughtTo: text.supportBoughtTo || null,
    lifeMonths: text.lifeMonths === '' ? null : Number(text.lifeMonths),
    priceMinor: text.price.trim() === '' ? null : minorOf(text.price, currency),
    replacementMinor: text.replacement.trim() === '' ? null : minorOf(text.replacement, currency),
  }
}
