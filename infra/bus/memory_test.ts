import { busContract } from './contract.ts'
import { createMemoryBus } from './memory.ts'

busContract('memory', async ({ log }) => createMemoryBus({ log }))
