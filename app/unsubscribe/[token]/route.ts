import { createHash } from "node:crypto"
import { withDeadline } from "@/lib/platform/deadline"
import { env } from "@/lib/platform/env"
import { unsubscribe } from "@/lib/nurture/sending/unsubscribe"
import { readUnsubscribeToken } from "@/lib/nurture/sending/unsubscribe-token"
import { answered } from "@/lib/web/route"
import { requestCtx } from "@/lib/web/session"

export const dynamic = "force-dynamic"

type Context = { params: Promise<{ token: string }> }

/**
 * Where the link in a mail leads. Opening it changes nothing, because mail scanners open every link; the button on the
 * page, or the one that the mail program shows, posts. No session: the signed token is the key.
 */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { token } = await params
  if (readUnsubscribeToken(token, env().NEXTAUTH_SECRET ?? "") === null) return page(UNKNOWN, 404)
  return page(
    `<h1>Unsubscribe</h1><p>We will send you no more offers by email or WhatsApp.</p>
<p lang="ar" dir="rtl">لن نرسل إليك عروضًا بعد الآن عبر البريد الإلكتروني أو واتساب.</p>
<form method="post"><button type="submit">Unsubscribe · إلغاء الاشتراك</button></form>`,
  )
}

export const POST = (_request: Request, { params }: Context): Promise<Response> =>
  answered(async () => {
    const { token } = await params
    const outcome = await withDeadline(() => unsubscribe(requestCtx(), { token, secret: env().NEXTAUTH_SECRET ?? "" }))
    if (outcome === "unknown") return page(UNKNOWN, 404)
    return page(
      `<h1>You are unsubscribed</h1><p>You get no more offers from us. About a booking of yours we may still write.</p>
<h2 lang="ar" dir="rtl">تم إلغاء اشتراكك</h2><p lang="ar" dir="rtl">لن تصلك عروضنا بعد الآن. قد نراسلك بشأن حجوزاتك فقط.</p>`,
    )
  })

const UNKNOWN = `<h1>This link is not complete</h1><p>Please open it again from the mail, or answer the mail with STOP.</p>
<p lang="ar" dir="rtl">الرابط غير مكتمل. افتحه مجددًا من الرسالة.</p>`

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:12vh auto;padding:0 1rem}
h1{font-size:1.375rem}h2{font-size:1.125rem}
button{font:inherit;font-weight:500;min-height:2.75rem;padding:.6rem 1.25rem;border-radius:.5rem;border:0;cursor:pointer;background:#1f5fa8;color:#fff}
button:focus-visible{outline:2px solid;outline-offset:2px}`
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64")

const page = (body: string, status = 200): Response =>
  new Response(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>Unsubscribe</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`,
    {
      status,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
        "content-security-policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'`,
      },
    },
  )
