import type { InboundAnswer } from "@/lib/channels/contract"
import { publicBaseUrl } from "@/lib/platform/env"
import { acceptWebhook, answerOptions, onlyPost, refusal } from "@/lib/intake/doors/accept-webhook"
import { intakeDeps } from "@/lib/intake/doors/intake-deps"
import { readBody } from "@/lib/intake/doors/read-body"
import { remoteAddressOf } from "@/lib/web/remote-address"

type Context = { params: Promise<{ channel: string }> }

/** Every webhook of every channel. The bytes are read once, counted, and never touched before they are stored. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { channel } = await params
  const headers = Object.fromEntries(request.headers)
  const body = await readBody(request.body, headers["content-length"])
  if (!body.ok) return respond(refusal(body.code, body.message))
  const { pathname, search } = new URL(request.url)
  return respond(
    await acceptWebhook(intakeDeps(), channel, {
      method: "POST",
      url: new URL(`${pathname}${search}`, publicBaseUrl()),
      headers,
      raw: body.raw,
      remoteAddress: remoteAddressOf(headers),
      now: new Date(),
    }),
  )
}

export const OPTIONS = async (request: Request, { params }: Context): Promise<Response> =>
  respond(answerOptions(intakeDeps(), (await params).channel, { headers: Object.fromEntries(request.headers) }))

export const GET = (): Response => respond(onlyPost())

const respond = ({ status, headers, body }: InboundAnswer): Response =>
  body === null
    ? new Response(null, { status, headers: headers ?? {} })
    : Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } })
