import type { Config } from '../infra/config.ts'
import type { MediaAddress } from './open_sfu.ts'

const LOOPBACK = '127.0.0.1'

/**
 * Where media sockets bind and what browsers are told: loopback alone on this machine; every address, with one of them
 * announced, for the local network or where MEDIA_ADDRESS is set.
 * @param own the machine's address in its network, or null
 */
export function mediaAddress({ MEDIA_ADDRESS: given, PARLEY_LAN: lan }: Pick<Config, 'MEDIA_ADDRESS' | 'PARLEY_LAN'>, own: string | null): MediaAddress {
  const announce = given ?? (lan ? own : null) ?? LOOPBACK
  return announce === LOOPBACK ? { listen: LOOPBACK, announce: undefined } : { listen: '0.0.0.0', announce }
}
