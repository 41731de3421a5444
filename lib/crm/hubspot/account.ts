import type { CrmAccount } from "@/lib/crm/provider"
import type { Env } from "@/lib/platform/env"

const WEB_APP = "https://app.hubspot.com"

type HubspotEnv = Pick<Env, "HUBSPOT_ACCESS_TOKEN" | "HUBSPOT_API_URL" | "HUBSPOT_APP_ID" | "ONELEAD_DEMO">

/** The demo's simulator has pages of its own, at the address of its API. */
export const hubspotAccount = (env: HubspotEnv): CrmAccount => ({
  url: env.ONELEAD_DEMO ? env.HUBSPOT_API_URL : WEB_APP,
  hasToken: env.HUBSPOT_ACCESS_TOKEN !== undefined,
  ownApp: env.HUBSPOT_APP_ID ?? null,
})
