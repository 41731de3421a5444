import { commonControl, leadOfDeal, type Controls, type SimEdit, type SimObject } from "@/e2e/simulators/shared/control"
import { FAULT_KINDS, type FaultInput as CommonFault, type FaultKind as CommonKind } from "@/e2e/simulators/shared/faults"
import type { SimAnswer, SimCall } from "@/e2e/simulators/shared/server"
import { stageHere, stageThere, type StageThere } from "@/e2e/simulators/shared/stages"
import { FaultInput, type FaultKind } from "@/e2e/simulators/hubspot/api/faults"
import type { World } from "@/e2e/simulators/hubspot/api/world"
import { liveLinks, type CrmRecord, type Portal } from "@/e2e/simulators/hubspot/account/portal"
import { ApiProblem } from "@/e2e/simulators/hubspot/account/problems"
import { applyEdit } from "./edits"

/** The doors that all simulators share, on a HubSpot account. Its own doors have the same names and say more. */
export function hubspotCommonControl(world: World, call: SimCall, body: unknown): SimAnswer | null {
  const path = call.url.pathname.slice("/__sim/".length)
  const isOwn = path === "log" || (path === "clock" && hasKey(body, "advanceMs")) || (path === "faults" && !isCommonFault(call, body))
  return isOwn ? null : commonControl(controlsOf(world), call)
}

const hasKey = (body: unknown, key: string): boolean => typeof body === "object" && body !== null && key in body

const COMMON_KEYS = new Set(["kind", "times", "seconds", "ms", "property", "isReadOnly"])
/** Only a write has an answer whose loss makes a difference. */
const WRITES = "^/crm/.*/(batch/(create|update|upsert)|merge)$"

const isCommonFault = ({ method }: SimCall, body: unknown): boolean =>
  method !== "POST" ||
  (typeof body === "object" &&
    body !== null &&
    "kind" in body &&
    (FAULT_KINDS as readonly unknown[]).includes(body.kind) &&
    Object.keys(body).every((key) => COMMON_KEYS.has(key)))

const KINDS: Record<Exclude<CommonKind, "drift">, FaultKind> = {
  outage: "unavailable",
  rate_limit: "rate_limit",
  auth: "unauthorized",
  lock: "locked",
  slow: "latency",
  lost_answer: "lost",
}

const controlsOf = (world: World): Controls => ({
  clock: world.portal.clock,
  log: world.log,
  faults: {
    add: ({ kind, times, seconds, ms, property, isReadOnly }: CommonFault) => {
      if (kind === "drift") world.drift.take(property ?? "deal.onelead_vehicle", { seconds, isReadOnly })
      else {
        const path = kind === "lost_answer" ? WRITES : undefined
        world.faults.add([FaultInput.parse({ kind: KINDS[kind], path, times: times ?? (seconds === undefined ? 1 : null), seconds, ms })])
      }
    },
    clear: () => {
      world.faults.clear()
      world.drift.giveBack()
    },
    list: world.faults.list,
  },
  contacts: () => live(world.portal, "contacts").map((record) => contactOf(world.portal, record)),
  deals: () => live(world.portal, "deals").map((record) => dealOf(world.portal, record)),
  edit: (object, id, edit) =>
    void applyEdit(world.portal, {
      op: "update",
      objectType: object,
      id,
      properties: propertiesOf(world.portal, object, id, edit),
      ...PERSON,
    }),
  remove: (object, id) => void applyEdit(world.portal, { op: "delete", objectType: object, id, ...PERSON }),
  create: (object, edit) => {
    const properties = propertiesOf(world.portal, object, "", edit)
    return String(
      applyEdit(world.portal, { op: "create", objectType: object, properties, associateWith: [], daysAgo: 0, ...PERSON })?.["id"],
    )
  },
  restore: (object, id) => void applyEdit(world.portal, { op: "restore", objectType: object, id, ...PERSON }),
  merge: (object, primaryId, mergeId) => void applyEdit(world.portal, { op: "merge", objectType: object, primaryId, mergeId, ...PERSON }),
})

const PERSON = { userId: 98_499_705, changeSource: "CRM_UI" }

const live = (portal: Portal, type: SimObject): CrmRecord[] =>
  [...portal.tables[type].records.values()].filter(({ archivedAt }) => archivedAt === null)

const contactOf = (portal: Portal, { id, values }: CrmRecord) => ({
  id,
  leadId: values["onelead_lead_id"] ?? null,
  name: [values["firstname"], values["lastname"]].filter(Boolean).join(" "),
  email: values["email"] ?? null,
  phone: values["phone"] ?? null,
  company: values["company"] ?? null,
  ownerEmail: portal.owners.find((owner) => owner.id === values["hubspot_owner_id"])?.email ?? null,
})

function dealOf(portal: Portal, { id, values }: CrmRecord) {
  const stage = values["dealstage"] ?? ""
  return {
    id,
    leadId: leadOfDeal(values["onelead_deal_id"] ?? null),
    contactId: liveLinks(portal, id, "contacts")[0]?.[0] ?? null,
    stage,
    ourStage: stageHere(stagesOf(portal, values["pipeline"]), stage),
    amount: values["amount"] === undefined ? null : Number(values["amount"]),
    isWon: values["hs_is_closed_won"] === "true",
    isClosed: values["hs_is_closed"] === "true",
  }
}

const stagesOf = (portal: Portal, pipelineId: string | undefined): StageThere[] =>
  (portal.pipelines.find(({ id }) => id === pipelineId)?.stages ?? []).map(({ id, metadata }) => ({
    id,
    isClosed: metadata["isClosed"] === "true",
    isWon: metadata["isClosed"] === "true" && Number(metadata["probability"]) === 1,
  }))

function propertiesOf(portal: Portal, object: SimObject, id: string, edit: SimEdit): Record<string, string | number | boolean | null> {
  const { name, ownerEmail, stage, ...rest } = edit
  const [first = "", ...last] = (name ?? "").split(" ")
  const names = object === "contacts" ? { firstname: first, lastname: last.join(" ") } : { dealname: name ?? "" }
  const pipeline = portal.tables.deals.records.get(id)?.values["pipeline"]
  return {
    ...rest,
    ...(name === undefined ? {} : names),
    ...(ownerEmail === undefined ? {} : { hubspot_owner_id: ownerEmail === null ? null : ownerNamed(portal, ownerEmail) }),
    ...(stage === undefined ? {} : { dealstage: stageThere(stagesOf(portal, pipeline), stage) }),
  } as Record<string, string | number | boolean | null>
}

function ownerNamed(portal: Portal, email: string): string {
  const owner = portal.owners.find((known) => known.email === email)
  if (!owner) throw new ApiProblem(404, { message: `The account has no owner ${email}.` })
  return owner.id
}
