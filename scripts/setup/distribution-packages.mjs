// The Debian packages that Mainstay wants from the distribution: which, and what each is for.

/**
 * @typedef {object} DistributionPackage
 * @property {string} name
 * @property {string} why ends the sentence "NAME: …"
 * @property {string} program stands for the package on a machine without dpkg
 * @property {string} [minimum] the oldest upstream version that does all that is asked
 *
 * @typedef {{ id: string, codename: string, debianLike: boolean }} System
 */

/** @type {DistributionPackage[]} */
const toRun = [
  { name: 'restic', why: 'makes and reads the encrypted backups', program: 'restic', minimum: '0.18' },
  { name: 'fuse3', why: 'mounts a backup without restoring it first', program: 'fusermount3' },
  { name: 'qemu-system-x86', why: 'starts servers from their backups, apart from everything', program: 'qemu-system-x86_64' },
  { name: 'qemu-utils', why: 'makes the disks that take what a started server writes', program: 'qemu-img' },
  { name: 'ovmf', why: 'the firmware of servers that start by UEFI', program: '../share/OVMF/OVMF_CODE_4M.fd' },
  { name: 'monitoring-plugins-basic', why: 'asks the services of a restored server', program: '../lib/nagios/plugins/check_http' },
  { name: 'e2fsprogs', why: 'makes a bootable disk out of a backup of files', program: 'mke2fs' },
  { name: 'util-linux', why: 'drops rights and makes namespaces for what runs apart', program: 'setpriv' },
]

/** @type {DistributionPackage[]} */
const toTest = [
  { name: 'chromium', why: 'the browser of the journeys', program: 'chromium' },
  { name: 'fonts-dejavu-core', why: 'letters in the screenshots', program: 'fc-list' },
  { name: 'poppler-utils', why: 'reads the PDF reports', program: 'pdftotext' },
  {
    name: 'linux-image-cloud-amd64',
    why: 'the kernel of the servers that tests start; this machine does not start it',
    program: 'vmlinuz',
  },
  { name: 'busybox-static', why: 'everything else in the servers that tests start', program: 'busybox' },
  { name: 'syslinux', why: 'the boot loader of the servers that tests start', program: 'syslinux' },
  { name: 'syslinux-common', why: 'the boot sector in front of it', program: 'syslinux' },
  { name: 'syslinux-efi', why: 'the boot loader of those that start by UEFI', program: '../lib/SYSLINUX.EFI/efi64/syslinux.efi' },
  { name: 'mtools', why: 'fills the disks of the servers that tests start, without a mount', program: 'mcopy' },
  { name: 'cpio', why: 'packs their initial RAM disks', program: 'cpio' },
  { name: 'clamav-daemon', why: 'the virus scanner that looks into backups and mail', program: 'clamd' },
  { name: 'postfix', why: 'a mail server before and behind the mail gateway', program: 'postfix' },
  { name: 'dovecot-imapd', why: 'the mailbox that the service desk reads', program: 'dovecot' },
  { name: 'rspamd', why: 'the spam scanner beside the mail gateway', program: 'rspamd' },
  { name: 'sqlite3', why: 'makes the small databases whose dumps are tested', program: 'sqlite3' },
  { name: 'strace', why: 'makes system calls fail or kill, one after the other', program: 'strace' },
  { name: 'procps', why: 'looks at the process tree', program: 'ps' },
  { name: 'mount', why: 'makes disks of files, whose images are tested', program: 'losetup' },
  { name: 'openssl', why: 'makes certificates for the TLS tests', program: 'openssl' },
]

/** Other scorers of mail, for the comparison in the benchmark of that name. @type {DistributionPackage[]} */
const toCompareMail = [
  { name: 'spamassassin', why: 'the scorer beside which ours is measured', program: 'sa-learn' },
  { name: 'rspamd', why: 'the other scorer beside which ours is measured', program: 'rspamd' },
  { name: 'redis-server', why: 'keeps what rspamd learns', program: 'redis-server' },
]

/**
 * @param {Array<'run' | 'test' | 'mail-quality'>} sets
 * @param {System} system
 * @returns {DistributionPackage[]}
 */
export function distributionPackages(sets, system) {
  const all = sets.flatMap((set) => (set === 'run' ? toRun : set === 'test' ? [...toTest, postgresql(system)] : toCompareMail))
  // What two sets want is installed once.
  return [...new Map(all.map((one) => [one.name, one])).values()]
}

/** Debian 12 has 15, the oldest version that the product supports; elsewhere the distribution's own is newer. @param {System} system */
function postgresql(system) {
  const name = system.codename === 'bookworm' ? 'postgresql-15' : 'postgresql'
  return { name, why: 'a PostgreSQL that is not ours, for the same tests', program: 'pg_config' }
}

/** @param {string} osRelease the text of /etc/os-release @returns {System} */
export function parseOsRelease(osRelease) {
  const fields = new Map(
    osRelease
      .split('\n')
      .map((line) => line.match(/^([A-Z_]+)="?([^"]*)"?$/))
      .flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? '']])),
  )
  const id = fields.get('ID') ?? 'unknown'
  const family = [id, ...(fields.get('ID_LIKE') ?? '').split(' ')]
  return { id, codename: fields.get('VERSION_CODENAME') ?? '', debianLike: family.includes('debian') || family.includes('ubuntu') }
}

/**
 * The packages that are absent or too old.
 * @param {DistributionPackage[]} packages
 * @param {Map<string, string>} installed name to Debian version
 */
export function missingPackages(packages, installed) {
  return packages.filter(({ name, minimum }) => {
    const version = installed.get(name)
    return version === undefined || (minimum !== undefined && !reaches(version, minimum))
  })
}

/** @param {string} output of dpkg-query with the format `${db:Status-Abbrev}${Package} ${Version}\n` @returns {Map<string, string>} */
export function parseInstalled(output) {
  return new Map(
    output
      .split('\n')
      .map((line) => line.match(/^ii\s+(\S+) (\S+)$/))
      .flatMap((match) => (match === null ? [] : [/** @type {[string, string]} */ ([match[1], match[2]])])),
  )
}

/**
 * Compares upstream versions by their numbers: an epoch and a Debian revision are left out.
 * @param {string} version such as `1:0.18.0-1+b5` or `0.18.0`
 * @param {string} minimum such as `0.18`
 */
export function reaches(version, minimum) {
  const have = numbers(version)
  const wanted = numbers(minimum)
  for (const [index, want] of wanted.entries()) {
    const difference = (have[index] ?? 0) - want
    if (difference !== 0) return difference > 0
  }
  return true
}

/** @param {string} version */
function numbers(version) {
  return (version.replace(/^\d+:/, '').match(/^[\d.]+/)?.[0] ?? '0').split('.').map(Number)
}
