import { cp, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const STUBS = fileURLToPath(new URL('./build_files/subprojects', import.meta.url))
const DTLS = 'src/RTC/DtlsTransport.cpp'

/**
 * Copies the worker's sources out of the mediasoup package and makes them build from the system's libraries alone: meson does not
 * download a subproject whose folder exists, so a stub that points at the system's library takes each one's place.
 * Throws an Error when mediasoup's sources are not those that the stubs and the patch were written for.
 * @param target does not exist yet
 */
export async function prepareSources(packageFolder: string, target: string): Promise<void> {
  await cp(join(packageFolder, 'worker'), target, { recursive: true, filter: (path) => !/\/worker\/(out|prebuild|pip_invoke)$/.test(path) })
  for (const name of await readdir(STUBS)) {
    const wrap = await readFile(join(target, 'subprojects', `${name}.wrap`), 'utf8')
    const folder = /^directory *= *(\S+)$/m.exec(wrap)?.[1]
    if (!folder) throw new Error(`mediasoup's ${name}.wrap names no directory`)
    await cp(join(STUBS, name), join(target, 'subprojects', folder), { recursive: true })
  }
  const dtls = join(target, DTLS)
  await writeFile(dtls, patchDtls(await readFile(dtls, 'utf8')))
}

/**
 * mediasoup's `onSslBioOut` answers 1 to every BIO_ctrl. An OpenSSL built with kTLS (Debian's) asks that way whether the kernel
 * encrypts, believes it, allocates no write buffer and crashes in the first handshake. The patch answers no.
 */
export function patchDtls(source: string): string {
  const parameter = '  int /*argi*/,\n'
  const body = '\tconst long resultOfcallback = '
  if (source.split(parameter).length !== 2 || source.split(body).length !== 2) {
    throw new Error(`mediasoup's ${DTLS} has changed: its kTLS patch no longer fits`)
  }
  return source
    .replace(parameter, '  int argi,\n')
    .replace(body, `\tif (argi == BIO_CTRL_GET_KTLS_SEND)\n\t{\n\t\treturn 0;\n\t}\n\n${body}`)
}
