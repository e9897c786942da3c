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

  'recovery.keeping.two-people': {
    status: 409,
    title: 'The delay is {days} days. A shorter one takes two people: ask for it, and another person approves.',
  },
  'recovery.keeping.second-step': {
    status: 403,
    title: 'This takes two people who are signed in and have a second step at sign-in. Set one up under your account first.',
  },
  'recovery.keeping.nothing-found': {
    status: 409,
    title: 'Nothing was found in this restore point, so there is no alarm to judge.',
  },
  'recovery.keeping.own-request': { status: 409, title: 'You asked for this yourself: another person has to approve it.' },
  'recovery.keeping.last': {
    status: 409,
    title: 'This is the last restore point that passed its test, or that was found clean: it stays.',
  },
  'recovery.keeping.held': { status: 409, title: 'This restore point is held, because the one after it is suspect.' },
  'recovery.keeping.removal-stands': { status: 409, title: 'The removal of this restore point is planned already.' },
  'recovery.keeping.pruning': {
    status: 409,
    title: 'Old restore points are being removed from this repository right now. Try again in a few minutes.',
  },
  'recovery.keeping.prune-failed': { status: 500, title: 'What is to be removed could not be removed: {detail}' },

  'recovery.copy.unknown': {
    status: 403,
    title: 'This copy’s key is not known here. Add it under Recovery, copies; the copy shows its key when it starts.',
  },
  'recovery.copy.unreachable': {
    status: 503,
    title: 'The first server does not answer: {server}. The copy keeps what it has and tries again.',
  },
  'recovery.copy.refused': { status: 502, title: 'The first server refused: {detail}' },
  'recovery.copy.known': { status: 409, title: 'A copy with this key was added before.' },

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
  'recovery.restore-point.part-missing': {
    status: 404,
    title: '{name} belongs to this restore point, and its snapshot {id} is not in the repository.',
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
  'recovery.check.needs-boot': {
    status: 422,
    title: 'A check of kind {kind} asks a server that runs: ask for --level L4.',
  },
  'recovery.checks.none': {
    status: 422,
    title: 'No checks were given, so L4 cannot be asked: the server was started, but none of its services was looked at.',
  },
  'recovery.person-needed': {
    status: 422,
    title: 'L5 is given by a person of the client, who logs in and says that it is there.',
  },
  'recovery.sandbox.qemu-missing': {
    status: 422,
    title: 'The server cannot be started: {program} was not found. Install it: apt-get install -y qemu-system-x86 qemu-utils e2fsprogs',
  },
  'recovery.sandbox.no-uefi': {
    status: 503,
    title: 'The server starts by UEFI, and its firmware is not on this machine. Install it: apt-get install -y ovmf',
  },
  'recovery.sandbox.refused': {
    status: 422,
    title: 'QEMU did not start the server: {detail}',
  },
  'recovery.sandbox.mount': {
    status: 422,
    title: 'The restore point could not be mounted, so it was restored first: {detail}',
  },
  'recovery.sandbox.no-memory': {
    status: 422,
    title: 'The server needs {needed} of memory to be started, and {free} are free here.',
  },
  'recovery.sandbox.disk-limit': {
    status: 422,
    title: 'The started server wrote more than the {limit} that its sandbox allows.',
  },
  'recovery.sandbox.ended': {
    status: 422,
    title: 'QEMU ended before the server was up: {detail}',
  },
  'recovery.image.foreign-format': {
    status: 422,
    title: 'The image is {format}. Only raw images are started: the header of another format can name files of this machine.',
  },
  'recovery.image.missing': {
    status: 422,
    title: 'The restore point holds no disk image that can be read: {detail}',
  },
  'recovery.image.empty': {
    status: 422,
    title: 'The disk image {name} is empty: {bytes} bytes. A device must be backed up by its content, not by its path.',
  },
  'recovery.boot.no-system': {
    status: 422,
    title: 'The restore point is not a whole system: {detail}',
  },
  'recovery.boot.volume-missing': {
    status: 422,
    title: 'The server has volumes of which nothing is in the restore point: {volumes}',
  },
  'recovery.boot.no-kernel': {
    status: 422,
    title: 'There is no kernel to start: {detail}',
  },
  'recovery.boot.no-boot-loader': {
    status: 422,
    title: 'The disk has no boot loader that starts: {detail}',
  },
  'recovery.boot.boot-loader': {
    status: 422,
    title: 'The boot loader stopped: {detail}',
  },
  'recovery.boot.root-missing': {
    status: 422,
    title: 'The kernel started and did not find its root file system: {detail}',
  },
  'recovery.boot.root-damaged': {
    status: 422,
    title: 'A file system of the server is damaged: {detail}',
  },
  'recovery.boot.no-init': {
    status: 422,
    title: 'The kernel found its root file system and nothing in it to start: {detail}',
  },
  'recovery.boot.panic': {
    status: 422,
    title: 'The server’s kernel stopped: {detail}',
  },
  'recovery.boot.emergency': {
    status: 422,
    title: 'The server went into emergency mode instead of starting: {detail}',
  },
  'recovery.boot.restarted': {
    status: 422,
    title: 'The server restarted itself before it was up. Last on its console: {detail}',
  },
  'recovery.boot.off': {
    status: 422,
    title: 'The server switched itself off before it was up. Last on its console: {detail}',
  },
  'recovery.boot.no-prompt': {
    status: 422,
    title: 'The server showed no login prompt within {seconds} s. Last on its console: {detail}',
  },
  'recovery.boot.console-flood': {
    status: 422,
    title: 'The server wrote {bytes} to its console and showed no login prompt. Last on it: {detail}',
  },
  'recovery.boot.picture-only': {
    status: 422,
    title: 'The server shows a picture, from which a login prompt cannot be told: look at the screenshot, or give checks of its services.',
  },
  'recovery.boot.prompt-not-seen': {
    status: 422,
    title: 'The server’s services answered, but no login prompt was seen on its console or its screen.',
  },
  'recovery.disk.not-made': {
    status: 422,
    title: 'No bootable disk could be made out of the files: {detail}',
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
