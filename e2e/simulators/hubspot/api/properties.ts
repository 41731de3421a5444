import { created, inputsOf, noContent, ok, type SimAnswer, type SimRequest } from "./http"
import type { ObjectType } from "@/e2e/simulators/hubspot/account/object-types"
import type { Portal, Table } from "@/e2e/simulators/hubspot/account/portal"
import { ApiProblem, conflict, invalid, notFound } from "@/e2e/simulators/hubspot/account/problems"
import { batchBody, typeNamed } from "./requests"
import type { PropertyDefinition, PropertyGroup, PropertyOption } from "@/e2e/simulators/hubspot/account/schema"
import { textOf } from "@/e2e/simulators/hubspot/account/values"
import { viewProperty } from "@/e2e/simulators/hubspot/account/views"

/** `/properties/{type}…`: definitions and their groups. Uniqueness is decided at creation, for good. */
const FIELD_TYPES: Record<string, readonly string[]> = {
  string: ["text", "textarea", "html", "file", "phonenumber"],
  number: ["number"],
  bool: ["booleancheckbox"],
  enumeration: ["select", "radio", "checkbox", "booleancheckbox"],
  date: ["date"],
  datetime: ["date"],
}
const MAX_UNIQUE = 10

export function propertyRoutes(portal: Portal, request: SimRequest): SimAnswer {
  const [typeName = "", name, action] = request.path
  const type = typeNamed(typeName)
  const table = portal.tables[type]
  if (name === "groups") return groupRoutes(table, request, action)
  if (name === "batch") return batchProperties(portal, request, table, action)
  if (name === undefined) {
    if (request.method === "POST") return created(viewProperty(createProperty(portal, type, table, request.body)))
    const archived = request.query.get("archived") === "true"
    return ok({ results: [...table.properties.values()].filter((one) => one.archived === archived).map(viewProperty) })
  }
  return oneProperty(portal, request, table, name)
}

function oneProperty(portal: Portal, request: SimRequest, table: Table, name: string): SimAnswer {
  const property = table.properties.get(name)
  const archived = request.query.get("archived") === "true"
  if (!property || property.archived !== archived) throw notFound(`Property ${name} does not exist`)
  switch (request.method) {
    case "GET":
      return ok(viewProperty(property))
    case "PATCH":
      return ok(viewProperty(changeProperty(portal, table, property, request.body)))
    case "DELETE":
      if (property.hubspotDefined) throw invalid(`Property ${name} is defined by HubSpot and cannot be deleted`)
      property.archived = true
      return noContent()
    default:
      throw new ApiProblem(405, { message: "method not allowed" })
  }
}

const optionsOf = (raw: unknown): PropertyOption[] =>
  (Array.isArray(raw) ? raw : []).map((option: Record<string, unknown>, index) => ({
    label: textOf(option["label"]),
    value: textOf(option["value"]),
    displayOrder: Number(option["displayOrder"] ?? index),
    hidden: option["hidden"] === true,
    ...(option["description"] === undefined ? {} : { description: textOf(option["description"]) }),
  }))

function refuseBadDefinition(table: Table, body: Record<string, unknown>): void {
  const name = textOf(body["name"])
  const missing = ["groupName", "name", "label", "type", "fieldType"].filter((field) => textOf(body[field]) === "")
  if (missing.length > 0) throw invalid(`Invalid input JSON: Some required fields were not set: [${missing.join(", ")}]`)
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(name))
    throw invalid(`Property name ${name} is invalid: use lower-case letters, digits and underscores, starting with a letter`)
  const type = textOf(body["type"])
  if (!FIELD_TYPES[type]?.includes(textOf(body["fieldType"])))
    throw invalid(`Field type ${textOf(body["fieldType"])} cannot be used with type ${type}`)
  if (!table.groups.has(textOf(body["groupName"]))) throw invalid(`Property group ${textOf(body["groupName"])} does not exist`)
}

function createProperty(portal: Portal, type: ObjectType, table: Table, body: Record<string, unknown>): PropertyDefinition {
  refuseBadDefinition(table, body)
  const name = textOf(body["name"])
  const existing = table.properties.get(name)
  // The wording of this refusal is not established for the real API; callers should rely on the status.
  if (existing && !existing.archived) throw conflict(`A property named '${name}' already exists.`)
  const isUnique = body["hasUniqueValue"] === true
  const custom = [...table.properties.values()].filter((one) => one.hasUniqueValue && !one.hubspotDefined && !one.archived)
  if (isUnique && custom.length >= MAX_UNIQUE) throw invalid(`The limit of ${MAX_UNIQUE} unique properties for ${type} has been reached`)
  const now = portal.clock.now()
  const property: PropertyDefinition = {
    name,
    label: textOf(body["label"]),
    type: textOf(body["type"]),
    fieldType: textOf(body["fieldType"]),
    groupName: textOf(body["groupName"]),
    description: textOf(body["description"]),
    options: optionsOf(body["options"]),
    displayOrder: Number(body["displayOrder"] ?? -1),
    hasUniqueValue: isUnique,
    hidden: body["hidden"] === true,
    calculated: false,
    externalOptions: body["externalOptions"] === true,
    formField: body["formField"] === true,
    hubspotDefined: false,
    readOnly: false,
    archived: false,
    createdAt: now,
    updatedAt: now,
  }
  table.properties.set(name, property)
  return property
}

/** The name and the uniqueness cannot be changed; everything else can. */
function changeProperty(portal: Portal, table: Table, property: PropertyDefinition, body: Record<string, unknown>): PropertyDefinition {
  if (body["groupName"] !== undefined && !table.groups.has(textOf(body["groupName"])))
    throw invalid(`Property group ${textOf(body["groupName"])} does not exist`)
  const type = textOf(body["type"] ?? property.type)
  const fieldType = textOf(body["fieldType"] ?? property.fieldType)
  if (!FIELD_TYPES[type]?.includes(fieldType)) throw invalid(`Field type ${fieldType} cannot be used with type ${type}`)
  property.type = type
  property.fieldType = fieldType
  for (const field of ["label", "description", "groupName"] as const) if (body[field] !== undefined) property[field] = textOf(body[field])
  if (body["options"] !== undefined) property.options = optionsOf(body["options"])
  if (typeof body["hidden"] === "boolean") property.hidden = body["hidden"]
  if (typeof body["formField"] === "boolean") property.formField = body["formField"]
  if (body["displayOrder"] !== undefined) property.displayOrder = Number(body["displayOrder"])
  property.updatedAt = portal.clock.now()
  return property
}

function batchProperties(portal: Portal, request: SimRequest, table: Table, action: string | undefined): SimAnswer {
  const inputs = inputsOf(request.body, 100)
  const type = typeNamed(request.path[0] ?? "")
  if (action === "create")
    return created(
      batchBody(
        portal,
        inputs.map((input) => viewProperty(createProperty(portal, type, table, input))),
      ),
    )
  const archived = request.body["archived"] === true
  const names = inputs.map((input) => textOf(input["name"]))
  const found = names
    .map((name) => table.properties.get(name))
    .filter((one) => one !== undefined && one.archived === archived) as PropertyDefinition[]
  if (action === "archive") {
    for (const one of found) if (!one.hubspotDefined) one.archived = true
    return noContent()
  }
  if (action !== "read") throw notFound()
  const missing = names.filter((name) => !found.some((one) => one.name === name))
  const error = {
    status: "error",
    category: "OBJECT_NOT_FOUND",
    message: `Some properties do not exist: ${missing.join(", ")}`,
    context: { name: missing },
    errors: [],
    links: {},
  }
  return { status: missing.length > 0 ? 207 : 200, body: batchBody(portal, found.map(viewProperty), missing.length > 0 ? [error] : []) }
}

function groupRoutes(table: Table, request: SimRequest, name: string | undefined): SimAnswer {
  if (name === undefined) {
    if (request.method !== "POST") return ok({ results: [...table.groups.values()] })
    return created(createGroup(table, request.body))
  }
  const group = table.groups.get(name)
  if (!group) throw notFound(`Property group ${name} does not exist`)
  if (request.method === "DELETE") {
    if ([...table.properties.values()].some((one) => one.groupName === name && !one.archived))
      throw invalid(`Property group ${name} still has properties`)
    table.groups.delete(name)
    return noContent()
  }
  if (request.method === "PATCH") {
    if (request.body["label"] !== undefined) group.label = textOf(request.body["label"])
    if (request.body["displayOrder"] !== undefined) group.displayOrder = Number(request.body["displayOrder"])
  }
  return ok(group)
}

function createGroup(table: Table, body: Record<string, unknown>): PropertyGroup {
  const name = textOf(body["name"])
  if (name === "" || textOf(body["label"]) === "") throw invalid("Invalid input JSON: Some required fields were not set: [name, label]")
  if (table.groups.has(name)) throw conflict(`A property group named '${name}' already exists.`)
  const group = { name, label: textOf(body["label"]), displayOrder: Number(body["displayOrder"] ?? -1), archived: false }
  table.groups.set(name, group)
  return group
}
