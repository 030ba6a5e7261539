import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TEST_SERVER_VERSION } from '../../../infra/temporal/cli.ts'
import { ensureDebianPackages } from '../debian_packages.ts'
import type { Need } from '../debian_packages.ts'
import { SetupError } from '../fail.mjs'
import { lastWords } from '../mediasoup_worker/build_context.ts'
import type { Way } from './way.ts'

const NEEDS: readonly Need[] = [
  { package: 'default-jre-headless', commands: ['java'] },
  { package: 'maven', commands: ['mvn'] },
]
const FILES = 38

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>parley</groupId><artifactId>temporal-test-server</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${TEST_SERVER_VERSION}</version></dependency>
  </dependencies>
</project>
`
/** Its own folder may be put anywhere. */
const STARTER = `#!/bin/sh
exec java -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"
`

/** Puts the server for tests together from its Java archives. */
export const assembleTestServer: Way = async ({ scratch, environment, progress, run, userId, signal }) => {
  try {
    await ensureDebianPackages(NEEDS, { purpose: 'for Temporal\'s server for tests', progress, run, userId, signal })
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof SetupError)) throw error
    return { reason: error.message }
  }
  const folder = join(scratch, 'program')
  await mkdir(folder)
  await writeFile(join(scratch, 'pom.xml'), POM)
  const args = [
    '-B', `-Dmaven.repo.local=${join(scratch, 'repository')}`, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${join(folder, 'lib')}`,
  ]
  const result = await progress.step('Downloading Temporal\'s server for tests', '40 MB, a minute', (update) => {
    let copied = 0
    const onLine = (line: string) => {
      if (/Copying \S+\.jar/.test(line)) update(Math.min(++copied, FILES), FILES, 'files')
    }
    return run('mvn', args, { cwd: scratch, env: environment, onLine, signal })
  })
  if (result.code !== 0) return { reason: `maven ended with "${lastWords(result)}"`, output: result.output }
  const starter = join(folder, 'temporal-test-server')
  await writeFile(starter, STARTER)
  await chmod(starter, 0o755)
  return { binary: starter, withFolder: true }
}
