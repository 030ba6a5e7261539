import { X509Certificate, createPrivateKey } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { generate } from 'selfsigned'

const DAY_MS = 86_400_000
/** Browsers refuse server certificates that are valid for more than 398 days. */
const VALID_DAYS = 390
/** Made anew so long before it ends, so that no meeting sees it expire. */
const RENEW_BEFORE_DAYS = 7
/** Clocks of phones in the room may be behind ours. */
const BACKDATED_DAYS = 1

export interface CertificateOptions {
  /** Where `certificate.pem` and `key.pem` are kept; made if it does not exist. */
  readonly folder: string
  /** The machine's addresses, IPv4 and IPv6. */
  readonly addresses: readonly string[]
  readonly hostname: string
  /** Milliseconds since 1970. */
  readonly now: number
}

export interface Certificate {
  readonly certPem: string
  readonly keyPem: string
  /** SHA-256 of the certificate, hex with colons, as browsers show it. */
  readonly fingerprint256: string
}

/**
 * The self-signed certificate for HTTPS in the local network: the one that was made before if it still holds for these names and
 * this date, else a new one. ECDSA P-256; the key is readable by its owner only. Throws what the file system throws.
 */
export async function ensureCertificate({ folder, addresses, hostname, now }: CertificateOptions): Promise<Certificate> {
  const names = new Set(['localhost', '127.0.0.1', '::1', hostname, ...addresses])
  const files = { cert: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') }
  const kept = await readPair(files)
  if (kept && holds(kept, names, now)) return describe(kept)

  const made = await generate([{ name: 'commonName', value: hostname }], {
    keyType: 'ec', curve: 'P-256', algorithm: 'sha256',
    notBeforeDate: new Date(now - BACKDATED_DAYS * DAY_MS),
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [...names].map((name) => isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name }) },
    ],
  })
  const pair = { certPem: made.cert, keyPem: made.private }
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await replace(files.key, pair.keyPem, 0o600)
  await replace(files.cert, pair.certPem, 0o644)
  return describe(pair)
}

interface Pair {
  readonly certPem: string
  readonly keyPem: string
}

function holds({ certPem, keyPem }: Pair, names: ReadonlySet<string>, now: number): boolean {
  try {
    const certificate = new X509Certificate(certPem)
    return Date.parse(certificate.validFrom) <= now
      && Date.parse(certificate.validTo) - RENEW_BEFORE_DAYS * DAY_MS > now
      && certificate.checkPrivateKey(createPrivateKey(keyPem))
      && [...names].every((name) => isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name, { subject: 'never' }))
      && certificate.subjectAltName?.split(',').length === names.size
  } catch (error) {
    // A file that was cut short or edited is no certificate; what OpenSSL says of it always has a code.
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

async function readPair({ cert, key }: { cert: string; key: string }): Promise<Pair | null> {
  try {
    return { certPem: await readFile(cert, 'utf8'), keyPem: await readFile(key, 'utf8') }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function describe({ certPem, keyPem }: Pair): Certificate {
  return { certPem, keyPem, fingerprint256: new X509Certificate(certPem).fingerprint256 }
}

async function replace(file: string, text: string, mode: number): Promise<void> {
  const fresh = `${file}.${process.pid}`
  await writeFile(fresh, text, { mode })
  await chmod(fresh, mode)
  await rename(fresh, file)
}
