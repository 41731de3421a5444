/**
 * Where to go after signing in: a path of ours, as the address bar had it. Anything that a browser could read as another
 * site ("//evil", "/\evil", "javascript:") is the front page instead.
 */
export function returnPath(given: unknown): string {
  if (typeof given !== "string" || !given.startsWith("/") || given.length > 2000) return "/"
  const here = "http://here.invalid"
  if (!URL.canParse(given, here)) return "/"
  const { origin, pathname, search } = new URL(given, here)
  if (origin !== here || pathname.startsWith("//") || pathname.startsWith("/api/") || pathname === "/sign-in") return "/"
  return `${pathname}${search}`
}

/** The header in which the proxy tells a page its own address, which a server component is not told otherwise. */
export const PATH_HEADER = "x-onelead-path"

export function signInPath(from: string | null): string {
  const path = returnPath(from)
  return path === "/" ? "/sign-in" : `/sign-in?from=${encodeURIComponent(path)}`
}
