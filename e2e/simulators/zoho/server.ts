import { leadOfDeal, type SimContact, type SimDeal, type SimEdit, type SimObject } from "@/e2e/simulators/shared/control"
import type { SimAnswer, SimCall, SimServer } from "@/e2e/simulators/shared/server"
import { done, startWorld, type SimOptions, type SimWorld } from "@/e2e/simulators/shared/simulator"
import { stageHere, stageThere } from "@/e2e/simulators/shared/stages"
import type { Stored } from "@/e2e/simulators/shared/store"
import { createAccess, TooMany, type Access, type App } from "./access"
import { answerApi, creditsOf, mergeRecords, saveByHand } from "./api"
import { createOrg, PIPELINE, STAGES, type Org, type OrgOptions } from "./org"
import { refusalOf, ZohoProblem } from "./problems"
import { openWatch, type Watch } from "./watch"

/** Zoho CRM on this machine: the accounts server and the API on one origin. Everything is in memory and gone at the end. */
export type ZohoOptions = OrgOptions & SimOptions & { app?: Partial<App> }
export type ZohoSimulator = SimServer & {
  /** What connects to it. */
  environment: Record<"ZOHO_ACCOUNTS_URL" | "ZOHO_API_URL" | "ZOHO_CLIENT_ID" | "ZOHO_CLIENT_SECRET" | "ZOHO_REFRESH_TOKEN", string>
}

export async function startZoho({ port, host, app: given, ...options }: ZohoOptions = {}): Promise<ZohoSimulator> {
  const app: App = { clientId: "1000.ONELEAD", clientSecret: "onelead-sim-secret", refreshToken: "1000.refresh.sim", ...given }
  const server = await startWorld({ port, host }, () => openZoho(createOrg(options), app))
  return {
    ...server,
    environment: {
      ZOHO_ACCOUNTS_URL: server.url,
      ZOHO_API_URL: server.url,
      ZOHO_CLIENT_ID: app.clientId,
      ZOHO_CLIENT_SECRET: app.clientSecret,
      ZOHO_REFRESH_TOKEN: app.refreshToken,
    },
  }
}

const isSignIn = ({ url }: SimCall): boolean => url.pathname === "/oauth/v2/token"

function openZoho(org: Org, app: App): SimWorld {
  const access = createAccess(org, app)
  const watch = openWatch(org)
  return {
    account: org,
    controls: controlsOf(org),
    api: (call, inFlight) => (isSignIn(call) ? access.token(call) : guarded(org, access, watch, call, inFlight)),
    refusal: (kind, call) => {
      if (kind === "rate_limit") return refusalOf(new TooMany(null))
      return isSignIn(call)
        ? { status: 200, body: { error: "invalid_code" } }
        : refusalOf(new ZohoProblem(401, "INVALID_TOKEN", "invalid oauth token"))
    },
    isSignIn,
    isWrite: ({ method, url }) => method !== "GET" && !url.pathname.endsWith("/coql"),
    doors: {
      "POST revoke": () => {
        access.revoke()
        return done()
      },
      "GET webhooks": () => done(watch.channels()),
      "POST webhooks/flush": async () => done(await watch.flush()),
    },
  }
}

function guarded(org: Org, access: Access, watch: Watch, call: SimCall, inFlight: number): SimAnswer {
  const headers: Record<string, string> = {}
  try {
    access.authenticate(call)
    Object.assign(headers, access.admit(creditsOf(call), inFlight))
    return { ...answerApi(org, watch, call), headers }
  } catch (error) {
    if (!(error instanceof ZohoProblem)) throw error
    return { ...refusalOf(error), headers: { ...headers, ...(error instanceof TooMany ? error.headers : {}) } }
  }
}

const stages = STAGES.map(([id, type]) => ({ id, isClosed: type !== "Open", isWon: type === "Closed Won" }))
const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))

const controlsOf = (org: Org): SimWorld["controls"] => ({
  contacts: () => org.store.list("Contacts").map((record) => contactOf(org, record)),
  deals: () => org.store.list("Deals").map(dealOf),
  edit: (object, id, edit) => void saveByHand(org, moduleOf(object), mustFind(org, object, id), valuesOf(org, object, edit)),
  remove: (object, id) => org.store.remove(mustFind(org, object, id), org.user.person),
  create: (object, edit) => saveByHand(org, moduleOf(object), undefined, { ...NEW[object], ...valuesOf(org, object, edit) }).id,
  restore: (object, id) => {
    const record = org.store.any(moduleOf(object), id)
    if (!record) throw new ZohoProblem(404, "INVALID_DATA", `There is no record ${id}.`)
    org.store.restore(record, org.user.person)
  },
  merge: (object, id, otherId) => mergeRecords(org, mustFind(org, object, id), mustFind(org, object, otherId), org.user.person),
})

const NEW: Record<SimObject, Record<string, unknown>> = {
  contacts: { Last_Name: "New" },
  deals: { Deal_Name: "New", Pipeline: PIPELINE, Stage: STAGES[0]?.[0], Closing_Date: "2026-12-31" },
}

const moduleOf = (object: SimObject): string => (object === "deals" ? "Deals" : "Contacts")

function mustFind(org: Org, object: SimObject, id: string): Stored {
  const record = org.store.find(moduleOf(object), id)
  if (!record) throw new ZohoProblem(404, "INVALID_DATA", `There is no record ${id} among the ${object}.`)
  return record
}

const contactOf = (org: Org, { id, values }: Stored): SimContact => ({
  id,
  leadId: text(values["Onelead_lead_id"]),
  name: [values["First_Name"], values["Last_Name"]].filter(Boolean).join(" "),
  email: text(values["Email"]),
  phone: text(values["Phone"]),
  company: text(values["Onelead_company"]),
  ownerEmail: text(org.store.find("Users", String(values["Owner"]))?.values["email"]),
})

function dealOf({ id, values }: Stored): SimDeal {
  const stage = text(values["Stage"]) ?? ""
  const known = stages.find((one) => one.id === stage)
  return {
    id,
    leadId: leadOfDeal(text(values["Onelead_deal_id"])),
    contactId: text(values["Contact_Name"]),
    stage,
    ourStage: stageHere(stages, stage),
    amount: typeof values["Amount"] === "number" ? values["Amount"] : null,
    isWon: known?.isWon ?? false,
    isClosed: known?.isClosed ?? false,
  }
}

function valuesOf(org: Org, object: SimObject, { name, email, phone, company, ownerEmail, stage, amount, ...rest }: SimEdit) {
  const [first = "", ...last] = (name ?? "").split(" ")
  const names =
    object === "deals" ? { Deal_Name: name } : { First_Name: last.length > 0 ? first : null, Last_Name: last.join(" ") || first }
  return {
    ...rest,
    ...(name === undefined ? {} : names),
    ...(email === undefined ? {} : { Email: email }),
    ...(phone === undefined ? {} : { Phone: phone }),
    ...(company === undefined ? {} : { Onelead_company: company }),
    ...(ownerEmail === undefined ? {} : { Owner: userNamed(org, ownerEmail) }),
    ...(stage === undefined ? {} : { Stage: stageThere(stages, stage) }),
    ...(amount === undefined ? {} : { Amount: amount }),
  }
}

function userNamed(org: Org, email: string | null): string {
  const user = org.store.list("Users").find(({ values }) => values["email"] === email)
  if (!user) throw new ZohoProblem(404, "INVALID_DATA", `The organisation has no user ${email ?? "without an address"}.`)
  return user.id
}
