// What the tests of all packages share: real peers and test material.
export { corpusFolder } from './corpus.ts'
export {
  type Peer,
  requireChromium,
  requireClamd,
  requireOpenssl,
  requirePoppler,
  requireDovecot,
  requirePostfix,
  requirePostgresql,
  requireRestic,
  requireRspamd,
  requireStrace,
  requireNagiosPlugins,
  requireOvmf,
  requireSqlite,
} from './peers/index.ts'
export { type ImageOptions, makeDiskImage, ROOT as ROOT_PARTITION } from './test-server/disk-image.ts'
export { requireServerParts } from './test-server/parts.ts'
export { makeRootTree, ORDERS, ROOT_UUID, SERVER_NAME, SERVER_PASSWORD, type ServerOptions } from './test-server/root-tree.ts'
