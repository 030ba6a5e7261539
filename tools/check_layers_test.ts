import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checkLayers } from './check_layers.ts'

describe('checkLayers', () => {
  let folder: string
  const tree = async (name: string, files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, name, dirname(path)), { recursive: true })
      await writeFile(join(folder, name, path), text)
    }
    return join(folder, name)
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-layers-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('accepts imports that point one way', async () => {
    const root = await tree('good', {
      'domain/room.ts': `import { z } from 'zod'\n// import { x } from '../infra/x.ts'\nexport const text = "import y from '../infra/y.ts'"\n`,
      'infra/config.ts': `import { x } from '../domain/room.ts'\nexport const path = process.env.PATH\n`,
      'models/vad/vad.ts': `import type { A } from '../../infra/log.ts'\nnew URL('./vad_thread.ts', import.meta.url)\n`,
      'models/vad/vad_test.ts': `import { clip } from '../../tests/clip.ts'\n`,
      'functions/rooms/join.ts': `import { b } from '../../models/vad/vad.ts'\n`,
      'views/room.tsx': `import { c } from '../domain/room.ts'\n`,
      'sfu/tap/tap.ts': `import { mesh } from '../../functions/mesh/mod.ts'\nimport { vad } from '../../models/vad/vad.ts'\n`,
      'edge/pages/room.tsx': `export { d } from '../../views/room.tsx'\n`,
      'edge/main.ts': `import { s } from '../sfu/tap/tap.ts'\nconst { env } = process\nprocess.env.PORT\n`,
      'tools/run.mjs': `import { main } from '../edge/main.ts'\nprocess.env.HOME\n`,
    })
    assert.deepEqual(await checkLayers(root), [])
  })

  const breaches: [what: string, file: string, text: string, expected: RegExp][] = [
    ['the domain looks up', 'domain/room.ts', `import { log } from '../infra/log.ts'`, /^domain\/room\.ts imports infra\/log\.ts/],
    ['a type is an import too', 'models/a.ts', `import type { Room } from '../functions/rooms/room.ts'`, /models\/a\.ts imports functions/],
    ['an import over several lines', 'infra/a.ts', `import {\n  a,\n  b,\n} from '../models/vad/vad.ts'`, /infra\/a\.ts imports models/],
    ['an export', 'views/a.tsx', `export * from '../infra/log.ts'`, /views\/a\.tsx imports infra/],
    ['a dynamic import', 'functions/a/a.ts', `const { a } = await import('../../edge/a.ts')`, /functions\/a\/a\.ts imports edge/],
    ['an import type', 'infra/b.ts', `type A = import('../edge/a.ts').A`, /infra\/b\.ts imports edge/],
    ['an import for its effect', 'infra/c.ts', `import '../edge/a.ts'`, /infra\/c\.ts imports edge/],
    ['a thread', 'infra/d.ts', `startThread(new URL('../models/vad/thread.ts', import.meta.url))`, /infra\/d\.ts imports models/],
    ['the sfu sees the mesh, not the functions', 'sfu/a.ts', `import { t } from '../functions/transcribe/app.ts'`, /sfu\/a\.ts imports functions\/transcribe/],
    ['the sfu sees the VAD, not the other models', 'sfu/b.ts', `import { w } from '../models/whisper/recogniser.ts'`, /sfu\/b\.ts imports models\/whisper/],
    ['a folder whose name only begins like an allowed one', 'sfu/c.ts', `import { m } from '../functions/meshed/a.ts'`, /sfu\/c\.ts imports functions\/meshed/],
    ['the product does not import its tests', 'edge/a.ts', `import { clip } from '../tests/clip.ts'`, /edge\/a\.ts imports tests/],
    ['a workflow does work itself', 'workflows/a/workflow.ts', `import { speak } from '../../models/tts/voice.ts'`, /workflows\/a\/workflow\.ts imports models/],
    ['the environment', 'edge/b.ts', `const port = process.env.PORT`, /edge\/b\.ts reads the environment/],
    ['the environment under another name', 'edge/c.ts', `import { env } from 'node:process'`, /edge\/c\.ts reads the environment/],
    ['the environment of Deno', 'functions/b.ts', `Deno.env.get('PORT')`, /functions\/b\.ts reads the environment/],
  ]
  for (const [what, file, text, expected] of breaches) {
    it(`finds a breach: ${what}`, async () => {
      const found = await checkLayers(await tree(`bad-${what.replace(/\W/g, '-')}`, { [file]: text }))
      assert.equal(found.length, 1, found.join('\n'))
      assert.match(found[0]!, expected)
    })
  }

  it('holds in this project', async () => {
    assert.deepEqual(await checkLayers(fileURLToPath(new URL('..', import.meta.url))), [])
  })
})
