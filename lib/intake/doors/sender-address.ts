/**
 * The address of a sender, for rate limits only. Anyone can write X-Forwarded-For: only the entries appended by our own
 * proxies are trusted, and without a proxy the socket's address is used.
 */
export function senderAddress(given: { forwardedFor: string | undefined; peer: string | null; trustedProxies: number }): string | null {
  if (given.trustedProxies === 0) return given.peer
  const hops = (given.forwardedFor ?? "")
    .split(",")
    .map((hop) => hop.trim())
    .filter(Boolean)
  return hops.at(-given.trustedProxies) ?? given.peer
}
