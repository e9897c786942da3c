/** A certificate for tests, signed by itself: by openssl, for a moment and for these names. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** `names` as in subjectAltName: `IP:127.0.0.1`, `DNS:mx.example`. */
export function makeCertificate(names: string): { cert: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-certificate-'))
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  try {
    const subject = ['-subj', '/CN=mainstay-test', '-addext', `subjectAltName=${names}`, '-days', '2']
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert]
    execFileSync('openssl', ['req', '-x509', ...newKey, ...subject], { stdio: 'ignore' })
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
