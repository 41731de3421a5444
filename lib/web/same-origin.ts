import { publicBaseUrl } from "@/lib/platform/env"

/**
 * Whether a state-changing request comes from our own pages: scheme, host and port. Next lets a request without an Origin pass; we do not,
 * unless the browser itself vouches for it with Sec-Fetch-Site.
 */
export function isSameOrigin(headers: Pick<Headers, "get">): boolean {
  const site = headers.get("sec-fetch-site")
  if (site !== null) return site === "same-origin"
  const origin = headers.get("origin")
  if (origin === null || !URL.canParse(origin)) return false
  const { origin: own, protocol } = publicBaseUrl()
  return origin === own || origin === `${protocol}//${headers.get("host")}`
}
