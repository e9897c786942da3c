/** What signs and what verifies: keys, canonical CBOR, statements, the authority of a client, envelopes. Browser-safe. */
export { type AuthorityRefusal, appendEntry, extendAuthority, verifyAuthority } from './authority/chain.ts'
export { type Change, createGenesis, entryProgress, mergeEntries, proposeChange, signEntry } from './authority/change.ts'
export {
  type AuthorityAction,
  type AuthorityEntry,
  type AuthorityKey,
  type EntryWire,
  type KeyRole,
  parseEntry,
} from './authority/entry.ts'
export { type AuthorityState, changeThreshold, signingKeys } from './authority/state.ts'
export { bytesOfLength, fromBase64Url, toBase64Url } from './base64url.ts'
export { type CanonicalRefusal, type CborValue, decodeCanonical, encodeCanonical } from './canonical.ts'
export { type EnvelopeBody, type EnvelopeTargets, envelopeIdOf, fanOutOf, targetListHash } from './envelope/body.ts'
export { createEnvelope, type EnvelopeInput, readEnvelope, type SignedEnvelope, signEnvelope } from './envelope/create.ts'
export { DEFAULT_FAN_OUT_LIMIT, type EnvelopeKind, isDestructive, isEnvelopeKind, signaturesNeeded } from './envelope/kinds.ts'
export { mayPassLater, type RefusalCode, type SeenEnvelopes, type VerifyInput, verifyEnvelope } from './envelope/verify.ts'
export {
  exportPrivateKey,
  generateKeyPair,
  importPrivateKey,
  importPublicKey,
  type KeyPair,
  keyIdOf,
  type Signer,
  sha256,
  sign,
  signerOf,
  verify,
  verifyText,
  type WebKey,
} from './keys.ts'
export { mergeSignatures, type Signature } from './signatures.ts'
export { checkpointStatement, enrolmentStatement, manifestStatement, sessionStatement, signerRequestStatement } from './statements.ts'
export { type EnrolmentToken, formatEnrolmentToken, parseEnrolmentToken } from './token.ts'
