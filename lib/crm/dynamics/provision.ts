import { z } from "zod"
import type { CrmObject, CrmPipeline, CrmProperty, CrmSchema } from "@/lib/core/sync/crm-schema"
import { CrmFailure, type OwnProperty, type Provisioned, type ProvisionPlan } from "@/lib/crm/provider"
import { DynamicsError } from "./errors"
import { LOST, OPEN, PIPELINE, STAGE_COLUMN, TABLES, WON } from "./mapping"
import { readPage } from "./reads"
import type { Transport } from "./transport"

/** The environment's shape, and making what is missing of it: columns, the keys over two of them, and the choices of our stages. */
const Label = z.object({ UserLocalizedLabel: z.object({ Label: z.string() }).nullish() }).nullish()
const Option = z.object({ Value: z.number(), Label })
const Attribute = z.object({
  LogicalName: z.string(),
  AttributeType: z.string().nullish(),
  Format: z.string().nullish().catch(null),
  IsValidForUpdate: z.boolean().catch(false),
  DisplayName: Label,
})
const Choice = z.object({ LogicalName: z.string(), OptionSet: z.object({ Options: z.array(Option) }).nullish() })
const Key = z.object({ SchemaName: z.string(), KeyAttributes: z.array(z.string()), EntityKeyIndexStatus: z.string() })
const listIn = <T extends z.ZodType>(item: T) => z.object({ value: z.array(item) })

const Who = z.object({ UserId: z.string(), OrganizationId: z.string() })

const wordsOf = (label: z.infer<typeof Label>, fallback: string): string => label?.UserLocalizedLabel?.Label ?? fallback

const FIRST_CHOICE = 727_000_000
const OBJECTS = ["contact", "deal"] as const satisfies readonly CrmObject[]

/** Right after a change, servers may still know the table as it was. */
const FRESH = { Consistency: "Strong" }

const definitionPath = (object: CrmObject, rest = ""): string => `EntityDefinitions(LogicalName='${TABLES[object].name}')${rest}`

export async function describeSchema(transport: Transport): Promise<CrmSchema> {
  const who = Who.parse(await transport.send({ operation: "user.read", path: "WhoAmI" }))
  const choices = { contact: await choicesOf(transport, "contact"), deal: await choicesOf(transport, "deal") }
  return {
    properties: {
      contact: await propertiesOf(transport, "contact", choices.contact),
      deal: await propertiesOf(transport, "deal", choices.deal),
    },
    pipelines: pipelinesOf(choices.deal),
    owners: await ownersOf(transport),
    ownUser: who.UserId,
    accountId: who.OrganizationId,
    timeZone: null,
  }
}

type Choices = ReadonlyMap<string, { id: string; label: string }[]>

async function choicesOf(transport: Transport, object: CrmObject): Promise<Choices> {
  const path = definitionPath(object, "/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet")
  const { value } = listIn(Choice).parse(await transport.send({ operation: `${object}.choices`, path, headers: FRESH }))
  return new Map(
    value.map(({ LogicalName, OptionSet }) => [
      LogicalName,
      (OptionSet?.Options ?? []).map(({ Value, Label: label }) => ({ id: String(Value), label: wordsOf(label, String(Value)) })),
    ]),
  )
}

async function attributesOf(transport: Transport, object: CrmObject): Promise<z.infer<typeof Attribute>[]> {
  const path = definitionPath(object, "/Attributes?$select=LogicalName,AttributeType,IsValidForUpdate,DisplayName")
  return listIn(Attribute).parse(await transport.send({ operation: `${object}.columns`, path, headers: FRESH })).value
}

async function keysOf(transport: Transport, object: CrmObject): Promise<z.infer<typeof Key>[]> {
  const path = definitionPath(object, "/Keys?$select=SchemaName,KeyAttributes,EntityKeyIndexStatus")
  return listIn(Key).parse(await transport.send({ operation: `${object}.keys`, path, headers: FRESH })).value
}

async function propertiesOf(transport: Transport, object: CrmObject, choices: Choices): Promise<CrmProperty[]> {
  const unique = new Set(
    (await keysOf(transport, object)).flatMap(({ KeyAttributes, EntityKeyIndexStatus }) =>
      KeyAttributes.length === 1 && EntityKeyIndexStatus === "Active" ? KeyAttributes : [],
    ),
  )
  return (await attributesOf(transport, object)).map(({ LogicalName: name, AttributeType, Format, IsValidForUpdate, DisplayName }) => ({
    name,
    label: wordsOf(DisplayName, name),
    type: Format === "DateOnly" ? "DateOnly" : (AttributeType ?? "String"),
    readOnly: !IsValidForUpdate,
    unique: unique.has(name),
    options: choices.get(name)?.map(({ id }) => id) ?? null,
    ...(object === "contact" && name === "donotbulkemail" ? { optOut: "marketing" } : {}),
  }))
}

function pipelinesOf(choices: Choices): CrmPipeline[] {
  const open = choices.get(STAGE_COLUMN)
  if (!open) return []
  const states = [
    { id: WON, label: "Won", outcome: "won" as const },
    { id: LOST, label: "Lost", outcome: "lost" as const },
    // Behind all of ours, so that it stands for none of them.
    { id: OPEN, label: "Open", outcome: "open" as const },
  ]
  return [{ id: PIPELINE, label: "Onelead", stages: [...open.map((stage) => ({ ...stage, outcome: "open" as const })), ...states] }]
}

async function ownersOf(transport: Transport): Promise<CrmSchema["owners"]> {
  const path = "systemusers?$select=systemuserid,fullname,internalemailaddress&$filter=isdisabled eq false and applicationid eq null"
  const { rows } = await readPage(transport, "owners.list", path, "odata.maxpagesize=5000")
  return rows.map((row) => ({
    id: String(row["systemuserid"]),
    name: String(row["fullname"]),
    email: typeof row["internalemailaddress"] === "string" ? row["internalemailaddress"] : null,
  }))
}

export async function provision(transport: Transport, { properties, stages }: ProvisionPlan): Promise<Provisioned> {
  const done: Provisioned = { made: [], pending: [], manual: [] }
  for (const object of OBJECTS) {
    const { name: table } = TABLES[object]
    const there = new Set((await attributesOf(transport, object)).map(({ LogicalName }) => LogicalName))
    const wanted = properties.filter((one) => one.object === object).map((one) => [one.name, columnBody(one)] as const)
    const open = stages.filter(({ outcome }) => outcome === "open").map(({ label }) => label)
    const all = object === "deal" ? [...wanted, [STAGE_COLUMN, stageBody(open)] as const] : wanted
    for (const [name, body] of all.filter(([name]) => !there.has(name)))
      if (await make(transport, `${object}.column`, definitionPath(object, "/Attributes"), body)) done.made.push(`${table}.${name}`)
      else done.manual.push(`Make the column ${name} on the table ${table}.`)
    await provisionKey(transport, object, done)
    if (!(await isTracked(transport, object)))
      done.manual.push(`Switch on change tracking for the table ${table}; without it no deletion is noticed.`)
  }
  return done
}

async function provisionKey(transport: Transport, object: CrmObject, done: Provisioned): Promise<void> {
  const { name: table, key } = TABLES[object]
  const schemaName = `${key}_key`
  const known = async () =>
    (await keysOf(transport, object)).find(({ KeyAttributes }) => KeyAttributes.length === 1 && KeyAttributes[0] === key)
  if (!(await known())) {
    const body = { SchemaName: schemaName, KeyAttributes: [key], DisplayName: labelBody(schemaName) }
    if (!(await make(transport, `${object}.key`, definitionPath(object, "/Keys"), body)))
      return void done.manual.push(`Make an alternate key over ${key} on the table ${table}.`)
    done.made.push(`${table}.${schemaName}`)
  }
  const status = (await known())?.EntityKeyIndexStatus
  if (status === "Failed")
    done.manual.push(
      `The key over ${key} on the table ${table} failed: two records hold the same value. Clear one, and reactivate the key.`,
    )
  else if (status !== "Active") done.pending.push(`${table}.${schemaName}`)
}

async function isTracked(transport: Transport, object: CrmObject): Promise<boolean> {
  const answer = await transport.send({ operation: `${object}.tracking`, path: definitionPath(object, "?$select=ChangeTrackingEnabled") })
  return z.object({ ChangeTrackingEnabled: z.boolean().nullish() }).parse(answer).ChangeTrackingEnabled === true
}

/** False where the app may not change the environment. What somebody else made meanwhile is there. */
async function make(transport: Transport, operation: string, path: string, body: unknown): Promise<boolean> {
  try {
    await transport.send({ operation, method: "POST", path, body })
    return true
  } catch (error) {
    if (error instanceof CrmFailure && error.failure.kind === "scope") return false
    if (error instanceof DynamicsError && /already exists/.test(error.words)) return true
    throw error
  }
}

const labelBody = (text: string) => ({
  "@odata.type": "Microsoft.Dynamics.CRM.Label",
  LocalizedLabels: [{ "@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel", Label: text, LanguageCode: 1033 }],
})

const common = (name: string, label: string) => ({ SchemaName: name, RequiredLevel: { Value: "None" }, DisplayName: labelBody(label) })

const columnBody = ({ name, label, type }: OwnProperty): unknown =>
  type === "number"
    ? {
        "@odata.type": "Microsoft.Dynamics.CRM.IntegerAttributeMetadata",
        AttributeType: "Integer",
        AttributeTypeName: { Value: "IntegerType" },
        Format: "None",
        ...common(name, label),
      }
    : {
        "@odata.type": "Microsoft.Dynamics.CRM.StringAttributeMetadata",
        AttributeType: "String",
        AttributeTypeName: { Value: "StringType" },
        FormatName: { Value: "Text" },
        MaxLength: 200,
        ...common(name, label),
      }

const stageBody = (labels: readonly string[]): unknown => ({
  "@odata.type": "Microsoft.Dynamics.CRM.PicklistAttributeMetadata",
  AttributeType: "Picklist",
  AttributeTypeName: { Value: "PicklistType" },
  OptionSet: {
    "@odata.type": "Microsoft.Dynamics.CRM.OptionSetMetadata",
    IsGlobal: false,
    OptionSetType: "Picklist",
    Options: labels.map((label, at) => ({ Value: FIRST_CHOICE + at, Label: labelBody(label) })),
  },
  ...common(STAGE_COLUMN, "Stage (Onelead)"),
})
