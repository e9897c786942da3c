/** What other programs of this repository use of the command line: the whole command, and the local signer. */
export type { Io } from './io.ts'
export { runCli } from './main.ts'
export { configFolder } from './signer/config-folder.ts'
export { readKeyInfo } from './signer/key-store.ts'
export { type LocalSigner, openSigner } from './signer/open-signer.ts'
