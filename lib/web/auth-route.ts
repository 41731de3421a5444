import nextAuth from "next-auth"
import { NextRequest } from "next/server"
import { withDeadline } from "@/lib/platform/deadline"
import { authOptions, isOwnUrl } from "./auth-options"
import { answered, bodyOf, queryOf } from "./route"

/** It is CommonJS: a bundler hands over its default export, Node the module around it. */
const NextAuth = (nextAuth as unknown as { default?: typeof nextAuth }).default ?? nextAuth

/**
 * next-auth behind our own door: what it is handed is bounded and well-formed, and when the database is away it answers
 * 503 with nothing changed: no cookie is cleared for a session that lives on. Its older kind of handler is used, which
 * takes a request in parts.
 */
export const authRoute = (request: Request, path: readonly string[]): Promise<Response> =>
  answered(async () => {
    // Anybody could write to our log through it.
    if (path[0] === "_log") return new Response(null, { status: 404 })
    const body = formOf(await bodyOf(request), request.headers.get("content-type"))
    const query = queryOf(request)
    const { cookies } = new NextRequest(request.url, { headers: request.headers })
    const asked = {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      query: { ...withOwnCallback(query), nextauth: path },
      body: withOwnCallback(body),
      cookies: Object.fromEntries(cookies.getAll().flatMap(({ name, value }) => (isForeignCallback(name, value) ? [] : [[name, value]]))),
    }
    let failure: { error: unknown } | undefined
    const options = authOptions({ headers: asked.headers, onError: (error) => (failure ??= { error }) })
    const { response, finish } = collected()
    await withDeadline(async () => {
      await NextAuth(asked as never, response as never, options)
    })
    if (failure) throw failure.error
    return finish()
  })

type Fields = Record<string, unknown>

function formOf(raw: Uint8Array, type: string | null): Fields {
  if (raw.byteLength === 0) return {}
  const text = new TextDecoder().decode(raw)
  if (!type?.includes("application/json")) return Object.fromEntries(new URLSearchParams(text))
  const fields: unknown = JSON.parse(text)
  return typeof fields === "object" && fields !== null ? (fields as Fields) : {}
}

/** Where to go afterwards is a page of ours or left out: next-auth fails on anything else, and quotes it. */
function withOwnCallback({ callbackUrl, ...others }: Fields): Fields {
  return typeof callbackUrl === "string" && isOwnUrl(callbackUrl) ? { ...others, callbackUrl } : others
}

const isForeignCallback = (name: string, value: string): boolean => name.endsWith("next-auth.callback-url") && !isOwnUrl(value)

/** A response as Node's servers have it, and what was written to it as a web response. */
function collected() {
  const headers = new Headers()
  let status = 200
  let body: string | null = null
  const response = {
    status: (code: number) => {
      status = code
      return response
    },
    getHeader: (name: string) => (name.toLowerCase() === "set-cookie" ? headers.getSetCookie() : headers.get(name)),
    setHeader: (name: string, value: string | string[]) => {
      headers.delete(name)
      for (const one of [value].flat()) headers.append(name, one)
      return response
    },
    json: (value: unknown) => {
      headers.set("content-type", "application/json")
      body = JSON.stringify(value)
    },
    send: (value: unknown) => {
      body = typeof value === "string" ? value : JSON.stringify(value ?? {})
    },
    end: () => undefined,
  }
  return { response, finish: () => new Response(body, { status, headers }) }
}
