import { NextResponse, type NextRequest } from "next/server"
import { PATH_HEADER } from "@/lib/web/return-path"

/** Tells each page its own address, so that a stranger is brought back to it after signing in. It decides nothing. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers)
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`)
  return NextResponse.next({ request: { headers } })
}

/** Pages only: webhooks and the API never pass through here. */
export const config = { matcher: ["/((?!api/|_next/|icon.svg|favicon.ico).*)"] }
