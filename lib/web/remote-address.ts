import { env } from "@/lib/env"

/**
 * The sender's address, for rate limits alone. Only the entries that our own proxies appended are believed; without a
 * proxy the last entry is the one the server itself wrote.
 */
export const remoteAddressOf = (headers: Readonly<Record<string, string | undefined>>): string | null => {
  const hops = (headers["x-forwarded-for"] ?? "").split(",").map((hop) => hop.trim()).filter(Boolean)
  return hops.at(-Math.max(1, env().TRUSTED_PROXIES)) ?? null
}
