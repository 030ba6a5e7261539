import type { NetworkInterfaceInfo } from 'node:os'

/** What `os.networkInterfaces()` gives. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>

/** Interfaces that lead into this machine rather than to its neighbours: containers, virtual machines, tunnels. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|cali|podman|lxc|lxd|tun|tap|wg|utun|tailscale|zt|awdl|llw|bridge)/i

/**
 * The address at which the local network reaches this machine: IPv4 before IPv6, and private ranges before public ones.
 * @returns null when the machine is in no network
 */
export function lanAddress(interfaces: Interfaces): string | null {
  return lanAddresses(interfaces)[0] ?? null
}

/** Every address that the local network may know this machine by, the likeliest first; neither loopback nor link-local ones. */
export function lanAddresses(interfaces: Interfaces): string[] {
  const usable = Object.entries(interfaces)
    .filter(([name]) => !VIRTUAL.test(name))
    .flatMap(([, infos = []]) => infos)
    .filter(({ internal, address }) => !internal && !isLinkLocal(address))
  return usable.sort((a, b) => rank(a) - rank(b)).map(({ address }) => address)
}

function rank({ family, address }: NetworkInterfaceInfo): number {
  if (family === 'IPv4') return isPrivate(address) ? 0 : 1
  return 2
}

function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)
}

function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.') || /^fe[89ab]/i.test(address)
}
