/**
 * Who sent a request, for rate limits alone. X-Forwarded-For is written by anybody who likes: only the entries that our
 * own proxies appended are believed, and without a proxy of ours the socket's own address is all there is.
 */
export function senderAddress(given: { forwardedFor: string | undefined; peer: string | null; trustedProxies: number }): string | null {
  if (given.trustedProxies === 0) return given.peer
  const hops = (given.forwardedFor ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .filter(Boolean)
  return hops.at(-given.trustedProxies) ?? given.peer
}
