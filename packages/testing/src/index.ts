// What the tests of all packages share: real peers and test material.
export { corpusFolder } from './corpus.ts'
export {
  type Peer,
  requireChromium,
  requireClamd,
  requireOpenssl,
  requirePoppler,
  requirePostgresql,
  requireRestic,
} from './peers/index.ts'
