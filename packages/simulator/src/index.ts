/** Load that behaves: a fleet of agents. */
export { type FleetOptions, simulateFleet } from './fleet.ts'
