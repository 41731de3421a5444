import type { SimAnswer } from "@/e2e/simulators/shared/server"
import { fieldOf, recordsOf, visibleField, type Org } from "./org"
import { problem } from "./problems"
import { field, type Field } from "./schema"

/** What objects look like to the caller, and making custom fields, which nobody sees before access is granted. */
export function describe(org: Org, type: string): SimAnswer {
  const fields = org.objects.get(type)
  if (!fields) throw problem(404, "NOT_FOUND", "The requested resource does not exist")
  return {
    status: 200,
    body: {
      name: type,
      label: type,
      mergeable: ["Lead", "Contact", "Account"].includes(type),
      replicateable: true,
      recordTypeInfos: [{ name: "Master", recordTypeId: "012000000000000AAA", active: true, available: true, master: true }],
      fields: fields
        .flatMap(({ name }) => visibleField(org, type, name) ?? [])
        .map((known) => ({ ...known, precision: 18, scale: 2, calculated: false, idLookup: known.externalId })),
    },
  }
}

const TYPES: Record<string, string> = {
  Text: "string",
  Number: "double",
  Checkbox: "boolean",
  Date: "date",
  DateTime: "datetime",
  LongTextArea: "textarea",
  Phone: "phone",
  Email: "email",
}

export function createField(org: Org, body: Record<string, unknown>): SimAnswer {
  const [object = "", name = ""] = String(body["FullName"]).split(".")
  // What is made on Activity appears on tasks.
  const type = object === "Activity" ? "Task" : object
  const metadata = (body["Metadata"] ?? {}) as Record<string, unknown>
  const fields = org.objects.get(type)
  if (!fields || !name.endsWith("__c")) throw problem(400, "INVALID_TYPE", `bad FullName: ${String(body["FullName"])}`)
  if (fieldOf(org, type, name))
    throw problem(400, "DUPLICATE_DEVELOPER_NAME", `There is already a field named ${name.replace(/__c$/, "")} on ${type}.`, [
      "DeveloperName",
    ])
  fields.push(customField(name, metadata))
  if (!org.settings.fieldsAreVisible) org.hidden.add(`${type}.${name}`)
  const record = org.create("CustomField", { FullName: `${object}.${name}` }, { userId: org.user.integration, client: null })
  return { status: 201, body: { id: record.id, success: true, errors: [], warnings: [] } }
}

const customField = (name: string, metadata: Record<string, unknown>): Field =>
  field(name, TYPES[String(metadata["type"])] ?? "string", {
    label: String(metadata["label"] ?? name),
    length: Number(metadata["length"] ?? 0),
    custom: true,
    externalId: metadata["externalId"] === true,
    unique: metadata["unique"] === true,
  })

/** A permission counts once its set is assigned to the integration user. */
export function grantAccess(org: Org): void {
  const sets = new Set(
    recordsOf(org, "PermissionSetAssignment")
      .filter(({ values }) => values["AssigneeId"] === org.user.integration)
      .map(({ values }) => values["PermissionSetId"]),
  )
  for (const { values } of recordsOf(org, "FieldPermissions"))
    if (sets.has(values["ParentId"] ?? null) && values["PermissionsEdit"] === true) org.hidden.delete(String(values["Field"]))
}
