/** The policy of a device as this slice keeps it; its form on the wire is the contract's. */
import type { DevicePolicy } from '@mainstay/contract/agent'

export type { DevicePolicy }
export type PolicyChange = Pick<DevicePolicy, 'collection' | 'backup'>
