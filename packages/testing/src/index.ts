// What the tests of all packages share: real peers and test material.
export { corpusFolder } from './corpus.ts'
export {
  type Peer,
  requireChromium,
  requireClamd,
  requireOpenssl,
  requirePoppler,
  requirePostfix,
  requirePostgresql,
  requireRestic,
  requireRspamd,
  requireStrace,
} from './peers/index.ts'
