import { acceptManualLead } from "@/lib/intake/doors/accept-manual"
import { processInbox } from "@/lib/intake/doors/intake-deps"
import { LeadBody } from "@/lib/intake/doors/lead-body"
import { listLeads, ListLeads } from "@/lib/leads/list-leads"
import { apiRoute, jsonBody, queryOf } from "@/lib/web/route"

export const GET = apiRoute(async ({ ctx, request }) => Response.json(await listLeads(ctx, ListLeads.parse(queryOf(request)))))

export const POST = apiRoute(async ({ ctx, request }) => {
  const requestKey = request.headers.get("idempotency-key")
  const receipt = await acceptManualLead(ctx, processInbox(), await jsonBody(request, LeadBody), { requestKey })
  return Response.json(receipt, { status: 202 })
})
