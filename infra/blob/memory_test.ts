import { testBlobs } from './contract.ts'
import { createMemoryBlobs } from './memory.ts'

testBlobs('blobs in memory', async () => ({ blobs: createMemoryBlobs(), close: async () => {} }))
