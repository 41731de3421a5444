import type { SimAnswer } from "@/e2e/simulators/shared/server"
import { column, type Column, type ColumnType, type Table } from "./metadata"
import { columnOf, rowsOf, type Org } from "./org"
import { refused } from "./problems"

/** Tables, columns and keys as data, and making new ones. */
type Body = Record<string, unknown>

const text = (label: string) => ({ UserLocalizedLabel: { Label: label, LanguageCode: 1033 } })

export function definitions(org: Org, method: string, path: readonly string[], body: Body): SimAnswer {
  const name = /^EntityDefinitions\(LogicalName='(\w+)'\)$/.exec(path[0] ?? "")?.[1]
  const table = org.tables.get(name ?? "")
  if (!table) throw refused(404, "0x80060888", "Could not find an entity with the specified logical name.")
  const [, part, cast] = path
  if (part === undefined) {
    if (method === "PUT" || method === "PATCH") table.isTracked = body["ChangeTrackingEnabled"] === true || table.isTracked
    return method === "GET"
      ? { status: 200, body: { LogicalName: table.name, EntitySetName: table.set, ChangeTrackingEnabled: table.isTracked } }
      : { status: 204 }
  }
  if (part === "Keys")
    return method === "POST" ? makeKey(org, table, body) : { status: 200, body: { value: table.keys.map((key) => keyBody(org, key)) } }
  if (part !== "Attributes") throw refused(404, "0x8006088a", `Resource not found for the segment '${part}'.`)
  if (method === "POST") return makeColumn(table, body)
  const wanted = /Microsoft\.Dynamics\.CRM\.(\w+)AttributeMetadata/.exec(cast ?? "")?.[1]
  const columns = [...table.columns.values()].filter(
    ({ name: one, type }) => columnOf(org, table, one) && (wanted === undefined || wanted === typeName(type)),
  )
  return { status: 200, body: { value: columns.map(columnBody) } }
}

const typeName = (type: ColumnType): string => (type === "DateOnly" ? "DateTime" : type)

const columnBody = ({ name, schemaName, label, type, maxLength, isReadOnly, options }: Column): unknown => ({
  LogicalName: name,
  SchemaName: schemaName,
  AttributeType: typeName(type),
  IsValidForCreate: !isReadOnly,
  IsValidForUpdate: !isReadOnly,
  RequiredLevel: { Value: "None" },
  DisplayName: text(label),
  ...(type === "String" || type === "Memo" ? { MaxLength: maxLength } : {}),
  ...(type === "DateOnly" ? { Format: "DateOnly" } : {}),
  ...(options.length > 0
    ? {
        OptionSet: {
          Options: options.map(({ value, label: words, state }) => ({
            Value: value,
            Label: text(words),
            ...(state === undefined ? {} : { State: state }),
          })),
        },
      }
    : {}),
})

const TYPES: Record<string, ColumnType> = {
  String: "String",
  Memo: "Memo",
  Integer: "Integer",
  Decimal: "Money",
  Money: "Money",
  Boolean: "Boolean",
  Picklist: "Picklist",
  DateTime: "DateTime",
}

function makeColumn(table: Table, body: Body): SimAnswer {
  const schemaName = String(body["SchemaName"] ?? "")
  const name = schemaName.toLowerCase()
  const type = TYPES[String(body["AttributeType"])]
  if (!/^[a-z]+_/.test(name) || !type)
    throw refused(400, "0x80044363", `The attribute ${schemaName} has no publisher prefix or no known type`)
  if (table.columns.has(name)) throw refused(400, "0x80044363", `An attribute with the specified name ${name} already exists`)
  const options = ((body["OptionSet"] as { Options?: { Value: number; Label: Labelled }[] } | undefined)?.Options ?? []).map(
    ({ Value, Label }) => ({ value: Value, label: labelIn(Label) }),
  )
  table.columns.set(
    name,
    column(name, type, {
      schemaName,
      label: labelIn(body["DisplayName"] as Labelled),
      maxLength: Number(body["MaxLength"] ?? 100),
      options,
    }),
  )
  return { status: 204, headers: { "OData-EntityId": `EntityDefinitions(LogicalName='${table.name}')/Attributes(${name})` } }
}

type Labelled = { LocalizedLabels?: { Label: string }[] } | undefined
const labelIn = (label: Labelled): string => label?.LocalizedLabels?.[0]?.Label ?? ""

/** The index is built afterwards; rows that already hold one value twice make it fail. */
function makeKey(org: Org, table: Table, body: Body): SimAnswer {
  const columns = (body["KeyAttributes"] as string[] | undefined) ?? []
  const schemaName = String(body["SchemaName"] ?? "")
  if (columns.length === 0 || columns.some((name) => !table.columns.has(name)))
    throw refused(400, "0x80060890", "The key attributes are not valid")
  if (table.keys.some((key) => key.schemaName === schemaName))
    throw refused(400, "0x80060890", `An entity key with the name ${schemaName} already exists`)
  const values = rowsOf(org, table.name)
    .map((row) => columns.map((name) => String(row.values[name] ?? "")).join("|"))
    .filter((value) => /[^|]/.test(value))
  table.keys.push({
    schemaName,
    columns,
    activeAt: org.clock.now() + org.settings.keySeconds * 1000,
    isFailed: new Set(values).size < values.length,
  })
  return { status: 204 }
}

const keyBody = (org: Org, { schemaName, columns, activeAt, isFailed }: Table["keys"][number]): unknown => ({
  SchemaName: schemaName,
  KeyAttributes: columns,
  EntityKeyIndexStatus: isFailed ? "Failed" : activeAt <= org.clock.now() ? "Active" : "Pending",
})
