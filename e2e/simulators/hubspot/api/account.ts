import { isoTime } from "@/e2e/simulators/shared/clock"
import { limitParameter, ok, type SimAnswer, type SimRequest } from "./http"
import type { Limits } from "./limits"
import type { Portal } from "@/e2e/simulators/hubspot/account/portal"
import { notFound } from "@/e2e/simulators/hubspot/account/problems"
import type { Owner } from "@/e2e/simulators/hubspot/account/schema"

/** Owners, and what the account says about itself. */
const viewOwner = (owner: Owner) => ({
  id: owner.id,
  email: owner.email,
  firstName: owner.firstName,
  lastName: owner.lastName,
  ...(owner.archived ? {} : { userId: owner.userId }),
  userIdIncludingInactive: owner.userId,
  type: "PERSON",
  createdAt: isoTime(Date.UTC(2024, 0, 15, 8)),
  updatedAt: isoTime(Date.UTC(2024, 0, 15, 8)),
  archived: owner.archived,
})

export function ownerRoutes(portal: Portal, request: SimRequest): SimAnswer {
  if (request.method !== "GET") throw notFound()
  const archived = request.query.get("archived") === "true"
  const [id] = request.path
  if (id !== undefined) {
    const byUser = request.query.get("idProperty") === "userId"
    const owner = portal.owners.find((one) => (byUser ? String(one.userId) : one.id) === id && one.archived === archived)
    if (!owner) throw notFound()
    return ok(viewOwner(owner))
  }
  const email = request.query.get("email")?.toLowerCase()
  const limit = limitParameter(request.query, 100, 500)
  const after = Number(request.query.get("after") ?? 0)
  const owners = portal.owners.filter((one) => one.archived === archived && (!email || one.email === email) && Number(one.id) > after)
  const page = owners.slice(0, limit)
  return ok({ results: page.map(viewOwner), ...(owners.length > limit ? { paging: { next: { after: page.at(-1)?.id } } } : {}) })
}

export function accountRoutes(portal: Portal, request: SimRequest, limits: Limits): SimAnswer {
  const path = request.path.join("/")
  if (path === "details")
    return ok({
      portalId: portal.settings.portalId,
      timeZone: portal.settings.timeZone,
      companyCurrency: portal.settings.currency,
      additionalCurrencies: [],
      utcOffset: "+04:00",
      utcOffsetMilliseconds: 14_400_000,
      uiDomain: "app.hubspot.com",
      dataHostingLocation: "na1",
      accountType: "STANDARD",
    })
  if (path !== "api-usage/daily/private-apps") throw notFound()
  return ok({
    results: [
      {
        name: "private-apps-api-calls-daily",
        usageLimit: portal.settings.limits.daily,
        currentUsage: limits.usedToday(),
        collectedAt: isoTime(portal.clock.now()),
        fetchStatus: "SUCCESS",
        resetsAt: isoTime(limits.dayEndsAt()),
      },
    ],
  })
}
