import { NextResponse, type NextRequest } from "next/server"
import { contentSecurityPolicy, NONCE_HEADER } from "@/lib/web/content-security"
import { PATH_HEADER } from "@/lib/web/return-path"

/**
 * Tells each page its own address, so that a stranger is brought back to it after signing in, and gives each answer a
 * nonce for its scripts: Next reads it from the policy in the request. It decides nothing.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64")
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development")
  const headers = new Headers(request.headers)
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`)
  headers.set(NONCE_HEADER, nonce)
  headers.set("content-security-policy", policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set("content-security-policy", policy)
  return response
}

/** Pages only: webhooks and the API never pass through here. */
export const config = { matcher: ["/((?!api/|_next/|unsubscribe/|onelead\\.js$|icon\\.svg$|favicon\\.ico$).*)"] }
