import type { Verb } from '../../domain/signaling.ts'
import { capabilities } from './capabilities.ts'
import { closeProducer } from './close_producer.ts'
import { connectTransport } from './connect_transport.ts'
import { createTransport } from './create_transport.ts'
import { join } from './join.ts'
import { leave } from './leave.ts'
import { pauseConsumer } from './pause_consumer.ts'
import { pauseProducer } from './pause_producer.ts'
import { produce } from './produce.ts'
import { restartIce } from './restart_ice.ts'
import { resumeConsumer } from './resume_consumer.ts'
import { resumeProducer } from './resume_producer.ts'
import { setPreferredLayers } from './set_preferred_layers.ts'
import { shareMicrophone } from './share_microphone.ts'
import type { WireVerb } from './verb.ts'
import { atTheWire } from './verb.ts'

/** Every verb of the wire. */
export const verbs: Readonly<{ [V in Verb]: WireVerb<V> }> = Object.freeze({
  capabilities: atTheWire(capabilities),
  join: atTheWire(join),
  createTransport: atTheWire(createTransport),
  connectTransport: atTheWire(connectTransport),
  restartIce: atTheWire(restartIce),
  produce: atTheWire(produce),
  closeProducer: atTheWire(closeProducer),
  pauseProducer: atTheWire(pauseProducer),
  resumeProducer: atTheWire(resumeProducer),
  resumeConsumer: atTheWire(resumeConsumer),
  pauseConsumer: atTheWire(pauseConsumer),
  setPreferredLayers: atTheWire(setPreferredLayers),
  shareMicrophone: atTheWire(shareMicrophone),
  leave: atTheWire(leave),
})

export function isVerb(name: string): name is Verb {
  return Object.hasOwn(verbs, name)
}
