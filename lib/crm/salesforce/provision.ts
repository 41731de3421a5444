import { z } from "zod"
import type { CrmObject, CrmProperty, CrmSchema } from "@/lib/core/sync/crm-schema"
import { CrmFailure, type Provisioned, type ProvisionPlan } from "@/lib/crm/provider"
import { hasCode, SalesforceError } from "./errors"
import { ACTIVITY_KEY, PIPELINE, TYPES } from "./mapping"
import { query } from "./reads"
import { quoted } from "./soql"
import type { Transport } from "./transport"

/** The org's shape, and making the fields that are missing of it. A new field is invisible until a permission set grants it. */
const PERMISSION_SET = "Onelead_Sync"

const Field = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  updateable: z.boolean(),
  unique: z.boolean().catch(false),
  externalId: z.boolean().catch(false),
  restrictedPicklist: z.boolean().catch(false),
  picklistValues: z.array(z.object({ value: z.string(), active: z.boolean() })).catch([]),
})
/** An address that ends in the id of whoever asks. */
const Root = z.looseObject({ identity: z.string() })
const Description = z.object({ fields: z.array(Field) })

export async function describeSchema(transport: Transport): Promise<CrmSchema> {
  const contact = await describe(transport, TYPES.contact)
  const deal = await describe(transport, TYPES.deal)
  const stages = await query(
    transport,
    "stages.list",
    "SELECT Id,ApiName,MasterLabel,IsClosed,IsWon,SortOrder FROM OpportunityStage WHERE IsActive = true ORDER BY SortOrder",
  )
  const users = await query(transport, "owners.list", "SELECT Id,Name,Email FROM User WHERE IsActive = true AND UserType = 'Standard'")
  const ownUser = await readOwnUser(transport)
  const [organization] = await query(transport, "org.read", "SELECT Id,TimeZoneSidKey FROM Organization")
  return {
    properties: { contact: contact.map(propertyOf("contact")), deal: deal.map(propertyOf("deal")) },
    pipelines: [
      {
        id: PIPELINE,
        label: "Sales",
        stages: stages.map((stage) => ({
          id: String(stage["ApiName"]),
          label: String(stage["MasterLabel"]),
          outcome: stage["IsWon"] === true ? "won" : stage["IsClosed"] === true ? "lost" : "open",
        })),
      },
    ],
    owners: users
      .filter(({ Id }) => Id !== ownUser)
      .map((user) => ({
        id: user.Id,
        name: String(user["Name"]),
        email: typeof user["Email"] === "string" ? user["Email"] : null,
      })),
    ownUser,
    accountId: organization?.Id ?? null,
    timeZone: typeof organization?.["TimeZoneSidKey"] === "string" ? organization["TimeZoneSidKey"] : null,
  }
}

async function readOwnUser(transport: Transport): Promise<string> {
  const { identity } = Root.parse(await transport.send({ operation: "user.read", method: "GET", path: "/" }))
  return identity.split("/").at(-1) ?? ""
}

async function describe(transport: Transport, type: string): Promise<z.infer<typeof Field>[]> {
  return Description.parse(await transport.send({ operation: `${type}.describe`, method: "GET", path: `/sobjects/${type}/describe` }))
    .fields
}

const propertyOf =
  (object: CrmObject) =>
  ({ name, label, type, updateable, unique, externalId, restrictedPicklist, picklistValues }: z.infer<typeof Field>): CrmProperty => ({
    name,
    label,
    type,
    readOnly: !updateable,
    unique: unique && externalId,
    options: restrictedPicklist ? picklistValues.filter(({ active }) => active).map(({ value }) => value) : null,
    ...(object === "contact" && name === "HasOptedOutOfEmail" ? { optOut: "marketing" } : {}),
  })

type Wanted = { object: string; type: string; name: string; metadata: Record<string, unknown> }

export async function provision(transport: Transport, { properties }: ProvisionPlan): Promise<Provisioned> {
  const wanted = [...properties.map(wantedOf), ACTIVITY]
  const done: Provisioned = { made: [], pending: [], manual: [] }
  const toGrant: Wanted[] = []
  for (const type of new Set(wanted.map((one) => one.type))) {
    const visible = new Set((await describe(transport, type)).map(({ name }) => name))
    for (const one of wanted.filter((field) => field.type === type && !visible.has(field.name))) {
      const outcome = await makeField(transport, one)
      if (outcome === "made") done.made.push(`${one.object}.${one.name}`)
      if (outcome === "forbidden") done.manual.push(manualStep(one))
      else toGrant.push(one)
    }
  }
  if (toGrant.length > 0 && !(await grantAccess(transport, toGrant)))
    done.manual.push(`Give the integration user read and edit access to: ${toGrant.map(({ type, name }) => `${type}.${name}`).join(", ")}.`)
  return done
}

const TEXT = { type: "Text", length: 255 }
const unique = { type: "Text", length: 80, externalId: true, unique: true, caseSensitive: false }

const wantedOf = ({ object, name, label, unique: isUnique, type }: ProvisionPlan["properties"][number]): Wanted => ({
  object: TYPES[object],
  type: TYPES[object],
  name,
  metadata: { label, ...(isUnique ? unique : type === "number" ? { type: "Number", precision: 18, scale: 2 } : TEXT) },
})

/** What is made on Activity appears on tasks. */
const ACTIVITY: Wanted = { object: "Activity", type: "Task", name: ACTIVITY_KEY, metadata: { label: "Onelead activity", ...unique } }

const manualStep = ({ object, name, metadata }: Wanted): string =>
  `Make the field ${object}.${name} (${String(metadata["type"])}${metadata["unique"] === true ? ", external id, unique" : ""}) and give the integration user read and edit access to it.`

async function makeField(transport: Transport, { object, name, metadata }: Wanted): Promise<"made" | "there" | "forbidden"> {
  try {
    await transport.send({
      operation: "fields.create",
      method: "POST",
      path: "/tooling/sobjects/CustomField",
      body: { FullName: `${object}.${name}`, Metadata: metadata },
    })
    return "made"
  } catch (error) {
    if (isForbidden(error)) return "forbidden"
    if (error instanceof SalesforceError && hasCode(error.problems, "DUPLICATE_DEVELOPER_NAME")) return "there"
    throw error
  }
}

/** An integration user need not be allowed to change the org. */
const isForbidden = (error: unknown): boolean =>
  (error instanceof CrmFailure && error.failure.kind === "scope") ||
  (error instanceof SalesforceError &&
    error.problems.some(({ code }) => code.startsWith("INSUFFICIENT_ACCESS") || code === "INVALID_TYPE" || code === "NOT_FOUND"))

const Made = z.object({ id: z.string() })

async function grantAccess(transport: Transport, fields: readonly Wanted[]): Promise<boolean> {
  const create = async (type: string, body: Record<string, unknown>): Promise<string> =>
    Made.parse(await transport.send({ operation: "access.grant", method: "POST", path: `/sobjects/${type}`, body })).id
  try {
    const [known] = await query(transport, "access.read", `SELECT Id FROM PermissionSet WHERE Name = ${quoted(PERMISSION_SET)}`)
    const setId = known?.Id ?? (await create("PermissionSet", { Name: PERMISSION_SET, Label: "Onelead sync" }))
    for (const { type, name } of fields)
      await unlessThere(
        create("FieldPermissions", {
          ParentId: setId,
          SobjectType: type,
          Field: `${type}.${name}`,
          PermissionsRead: true,
          PermissionsEdit: true,
        }),
      )
    await unlessThere(create("PermissionSetAssignment", { PermissionSetId: setId, AssigneeId: await readOwnUser(transport) }))
    return true
  } catch (error) {
    if (isForbidden(error)) return false
    throw error
  }
}

async function unlessThere(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof SalesforceError) || !error.problems.every(({ code }) => code.startsWith("DUPLICATE"))) throw error
  }
}
