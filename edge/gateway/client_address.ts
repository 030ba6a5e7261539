import type { Context } from 'hono'

/** Where a request comes from: an IP address, or `unknown` where the runtime tells none. */
export type ClientAddress = (c: Context) => string

/** What Node's and Deno's servers hand in beside the request. */
interface RuntimeEnv {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } }
  readonly remoteAddr?: { readonly hostname?: string }
}

/**
 * The socket's address. `X-Forwarded-For` counts only when `proxies` in front append to it: then the address that the outermost
 * of them saw, counted from the right, since what stands further left is the client's own word.
 */
export function createClientAddress({ proxies }: { proxies: number }): ClientAddress {
  return (c) => {
    const env = (c.env ?? {}) as RuntimeEnv
    const socket = env.incoming?.socket?.remoteAddress ?? env.remoteAddr?.hostname ?? 'unknown'
    if (proxies === 0) return normalise(socket)
    const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim()).filter(Boolean)
    return normalise(hops.at(-proxies) ?? hops[0] ?? socket)
  }
}

/** An IPv4 address within an IPv6 one is the IPv4 one. */
function normalise(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address.slice(0, 60).toLowerCase()
}

/** One household or office: IPv4 as it is, IPv6 by its first 64 bits, of which a subscriber has all others. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head, tail] = address.split('%', 1)[0]!.split('::') as [string, string?]
  const groups = head.split(':').filter(Boolean)
  if (tail !== undefined) {
    const rest = tail.split(':').filter(Boolean)
    groups.push(...Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0'), ...rest)
  }
  return `${groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}
