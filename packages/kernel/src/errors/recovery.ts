/** Errors of `recovery`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const recoveryErrors = defineErrors({
  'recovery.repository.denied': { status: 401, title: 'This credential does not open this repository.' },
  'recovery.repository.no-file': { status: 404, title: 'The repository has no {name}.' },
  'recovery.repository.bad-name': { status: 400, title: '“{name}” is not a file of a restic repository.' },
  'recovery.repository.bad-range': { status: 416, title: '{name} has {size} bytes: the range asked for lies outside.' },
  'recovery.repository.hash-mismatch': {
    status: 400,
    title: 'What was sent as {name} does not hash to its name. Nothing was kept; send it again.',
  },
  'recovery.repository.append-only': {
    status: 403,
    title: 'This repository is append-only: nothing in it is changed or deleted from here.',
  },
  'recovery.repository.quota': { status: 507, title: 'Repository {repository} has used up its quota. Raise it, or shorten what is kept.' },

  // Why an extraction test failed or has no answer.
  'recovery.restic.missing': {
    status: 422,
    title: 'restic was not found ({binary}). Install it: apt-get install -y restic',
  },
  'recovery.restic.too-old': {
    status: 422,
    title: 'restic {found} is too old: {needed} or newer is needed.',
  },
  'recovery.repository.not-found': {
    status: 422,
    title: 'There is no restic repository at {repository}.',
  },
  'recovery.repository.unreachable': {
    status: 422,
    title: 'The repository does not answer: {detail}',
  },
  'recovery.repository.wrong-password': {
    status: 422,
    title: 'The password opens no key of this repository, or its key files are gone.',
  },
  'recovery.repository.locked': {
    status: 422,
    title: 'The repository is locked by {who} since {since}, which may be changing it. Test it again when that is done.',
  },
  'recovery.repository.other-tool': {
    status: 422,
    title: '{repository} was made by {tool}, not by restic.',
  },
  'recovery.repository.newer-version': {
    status: 422,
    title: 'The repository has a newer format than restic {restic} can read: {detail}',
  },
  'recovery.repository.unreadable': {
    status: 422,
    title: 'restic could not open the repository: {detail}',
  },
  'recovery.config.damaged': {
    status: 422,
    title: 'The repository’s config does not decrypt: it is damaged. ({detail})',
  },
  'recovery.config.missing': {
    status: 422,
    title: 'The repository’s config file is missing: {repository} has data, but restic cannot open it.',
  },
  'recovery.key.damaged': {
    status: 422,
    title: 'A key file of the repository is damaged: {detail}',
  },
  'recovery.restore-point.none': {
    status: 422,
    title: 'The repository has no restore point to test.',
  },
  'recovery.restore-point.missing': {
    status: 422,
    title: 'The repository has no restore point {id}.',
  },
  'recovery.restore-point.ambiguous': {
    status: 422,
    title: 'More than one restore point begins with {id}. Give more digits.',
  },
  'recovery.restore-point.future': {
    status: 422,
    title: 'The restore point says it was taken at {takenAt}, which is yet to come: its age is not known.',
  },
  'recovery.snapshot.damaged': {
    status: 422,
    title: 'Snapshot {name} is damaged and cannot be read.',
  },
  'recovery.pack.missing': {
    status: 422,
    title: 'Pack {name} is missing from the repository.',
  },
  'recovery.pack.truncated': {
    status: 422,
    title: 'Pack {name} has {found} bytes instead of {expected}.',
  },
  'recovery.pack.damaged': {
    status: 422,
    title: 'Pack {name} is damaged: {detail}',
  },
  'recovery.index.damaged': {
    status: 422,
    title: 'Index {name} is damaged and cannot be read.',
  },
  'recovery.index.missing': {
    status: 422,
    title: 'Data that the restore points need is in no index ({name}): an index file is missing.',
  },
  'recovery.blob.damaged': {
    status: 422,
    title: 'Part {name} of the backed-up data is damaged: {detail}',
  },
  'recovery.blob.missing': {
    status: 422,
    title: 'The repository lacks data that its restore points need ({name}).',
  },
  'recovery.structure.damaged': {
    status: 422,
    title: 'The repository’s structure is not sound: {detail}',
  },
  'recovery.data.damaged': {
    status: 422,
    title: '{count} of the restore point’s files cannot be read back whole, first {name}: {detail}',
  },
  'recovery.extract.incomplete': {
    status: 422,
    title: '{count} entries could not be restored, first {name}: {detail}',
  },
  'recovery.extract.mismatch': {
    status: 422,
    title: 'The restore point lists {expected}, but {found} were restored.',
  },
  'recovery.extract.no-space': {
    status: 422,
    title: 'The restore needs {needed} of space in {folder}, where {free} are free. Free some, or name another folder with --work-dir.',
  },
  'recovery.extract.folder': {
    status: 422,
    title: 'The folder {folder} cannot be used for the restore: {detail}',
  },
  'recovery.extract.stopped': {
    status: 422,
    title: 'The restore stopped on its own: {detail}',
  },
  'recovery.manifest.none': {
    status: 422,
    title:
      'No manifest of hashes taken at backup time was given, so L2 cannot be asked: the data was extracted, but compared with nothing of its own.',
  },
  'recovery.manifest.untrusted': {
    status: 422,
    title: 'The manifest of this backup is not signed by the device that made it ({detail}), so it proves nothing.',
  },
  'recovery.sample.too-few': {
    status: 422,
    title: 'Only {left} of the {sampled} files hashed at backup time stayed unchanged until its end: too few to judge.',
  },
  'recovery.sample.missing': {
    status: 422,
    title: '{count} of {total} files that were hashed at backup time are not in the restore, first {name}.',
  },
  'recovery.sample.mismatch': {
    status: 422,
    title: '{count} of {total} files differ from what was hashed at backup time, first {name}.',
  },
  'recovery.check.failed': {
    status: 422,
    title: 'Check {kind} {name} failed: {detail}',
  },
  'recovery.check.unknown': {
    status: 422,
    title: 'Check {kind} {name} could not be judged: {detail}',
  },
  'recovery.boot.not-available': {
    status: 422,
    title: '{what} needs the server to be booted from its backup, which this version cannot do.',
  },
  'recovery.yara.rules': {
    status: 422,
    title: 'The YARA rules in {file} cannot be used: {detail}.',
  },
  'recovery.timeout': {
    status: 422,
    title: 'The test was stopped after {seconds} s, before it had an answer.',
  },
  'recovery.cancelled': {
    status: 422,
    title: 'The test was stopped before it had an answer.',
  },
})
