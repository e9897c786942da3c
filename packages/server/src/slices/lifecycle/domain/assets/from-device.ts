/** What an agent's machine is as an asset: its kind by what its system and hardware say of themselves. */
import type { AssetFields, AssetKind } from '@mainstay/contract/lifecycle'
import type { System } from './support.ts'

export type Machine = {
  hostname: string
  system: System | null
  vendor: string | null
  model: string | null
  serial: string | null
  virtual: string | null
}

export function fieldsOfMachine(machine: Machine): AssetFields {
  return {
    name: machine.hostname,
    kind: kindOf(machine),
    ...known(machine),
    system: '',
    purchasedOn: null,
    priceMinor: null,
    warrantyUntil: null,
    lifeMonths: null,
    replacementMinor: null,
    supportBoughtTo: null,
    bundle: '',
    note: '',
  }
}

/** What the agent knows better than a list. Serials that stand for "none" are left out. */
export function known({ vendor, model, serial }: Machine): Pick<AssetFields, 'vendor' | 'model' | 'serial'> {
  const text = (value: string | null): string => value?.trim() ?? ''
  const isSerial = !/^(?:0+|none|n\/a|default string|not specified|to be filled by o\.?e\.?m\.?|system serial number|x+)?$/i.test(
    text(serial),
  )
  return { vendor: text(vendor), model: text(model), serial: isSerial ? text(serial) : '' }
}

/** Linux on small firms' machines is a server; a person can say otherwise. */
function kindOf({ system, virtual, model }: Machine): AssetKind {
  if (virtual !== null && virtual !== '' && virtual !== 'none') return 'virtual-machine'
  if (system === null) return 'other'
  if (system.family === 'linux' || /\bserver\b/i.test(system.name)) return 'server'
  return /\b(?:book|latitude|thinkpad|elitebook|probook|surface|laptop|notebook|macbook)/i.test(model ?? '') ? 'laptop' : 'workstation'
}
