import { publicBaseUrl } from "@/lib/platform/env"
import { finishSignIn, type SignInOutcome } from "@/lib/sync/accounts/sign-in"
import { answered, queryOf } from "@/lib/web/route"
import { ctxOf, requestViewer } from "@/lib/web/session"

/** Where a CRM sends a person back to. What came of it is said on the screen; nothing of the address is kept in it. */
export const GET = (request: Request): Promise<Response> =>
  answered(async () => {
    const viewer = await requestViewer(request)
    if (!viewer) return said("other_session")
    const query = Object.fromEntries(
      Object.entries(queryOf(request)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    )
    return said(await finishSignIn({ ...ctxOf(viewer), sessionId: viewer.sessionId }, query))
  })

function said(outcome: SignInOutcome): Response {
  const page = new URL("/settings/connections", publicBaseUrl())
  page.searchParams.set("signIn", outcome)
  return new Response(null, { status: 303, headers: { location: page.href, "referrer-policy": "no-referrer" } })
}
