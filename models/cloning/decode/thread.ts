import { serveThread } from '../../runtime/serve_thread.ts'
import { decodeClip } from './clip.ts'

await serveThread(async () => ({ decode: decodeClip }))
