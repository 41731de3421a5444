import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { Badge } from "@/components/ui/badge"
import { publicBaseUrl } from "@/lib/env"
import { requirePage } from "@/lib/web/session"
import { openApiDocument } from "@/lib/web/openapi"

export const metadata: Metadata = { title: "API" }

type Schema = {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  format?: string
  anyOf?: Schema[]
}
type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema }
type Operation = {
  operationId: string
  summary: string
  description?: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { description: string }>
}

export default async function ApiDocsPage() {
  await requirePage("lead.read")
  const origin = publicBaseUrl().origin
  const document = openApiDocument(origin)
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({ path, method, operation })),
  )
  return (
    <>
      <PageHeader title="API">
        <a href={`${origin}/api/openapi.json`} className="text-sm text-accent underline">
          openapi.json
        </a>
      </PageHeader>
      <div className="mx-auto grid max-w-4xl gap-8 p-4 text-sm">
        <p className="text-ink-2">
          {document.info.description} Send your key with every request. An admin makes keys;{" "}
          <code className="font-mono text-xs">ONELEAD_API_KEY</code> in the environment is one with full scope.
        </p>
        <Code>{`curl -H "Authorization: Bearer $KEY" "${origin}/api/v1/leads?phone=0501234567"`}</Code>
        {operations.map(({ path, method, operation }) => (
          <section key={operation.operationId} id={operation.operationId} className="grid gap-2">
            <h2 className="flex flex-wrap items-center gap-2 text-base font-semibold">
              <Badge tone={method === "get" ? "neutral" : "accent"}>{method.toUpperCase()}</Badge>
              <code className="font-mono text-sm break-all">{path}</code>
            </h2>
            <p>{operation.summary}</p>
            {operation.description ? <p className="text-ink-2">{operation.description}</p> : null}
            {operation.parameters ? (
              <Rows
                title="Parameters"
                rows={operation.parameters.map(({ name, required, description, schema }) => ({
                  name,
                  isRequired: required === true,
                  type: typeOf(schema),
                  text: description ?? schema?.description,
                }))}
              />
            ) : null}
            {operation.requestBody ? <Body schema={resolve(schemas, operation.requestBody.content["application/json"]?.schema)} /> : null}
            <Rows
              title="Answers"
              rows={Object.entries(operation.responses).map(([code, { description }]) => ({
                name: code,
                isRequired: false,
                type: "",
                text: description,
              }))}
            />
          </section>
        ))}
        <section className="grid gap-4">
          <h2 className="text-base font-semibold">Shapes</h2>
          {Object.entries(schemas)
            .filter(([, schema]) => schema.properties)
            .map(([name, schema]) => (
              <div key={name} id={`schema-${name}`} className="grid gap-1">
                <h3 className="font-medium">{name}</h3>
                <Body schema={schema} />
              </div>
            ))}
        </section>
      </div>
    </>
  )
}

const Code = ({ children }: { children: string }) => (
  <pre dir="ltr" tabIndex={0} className="overflow-x-auto rounded-lg border border-line bg-sunken p-3 font-mono text-xs">
    {children}
  </pre>
)

const Body = ({ schema }: { schema: Schema | undefined }) => {
  const rows = Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    isRequired: schema?.required?.includes(name) ?? false,
    type: typeOf(property),
    text: property.description,
  }))
  return rows.length === 0 ? null : <Rows title="Fields" rows={rows} />
}

const Rows = ({
  title,
  rows,
}: {
  title: string
  rows: { name: string; isRequired: boolean; type: string; text: string | undefined }[]
}) => (
  <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={title}>
    <table className="w-full text-sm">
      <caption className="pb-1 text-start text-xs text-ink-3">{title}</caption>
      <tbody>
        {rows.map(({ name, isRequired, type, text }) => (
          <tr key={name} className="border-t border-line align-top">
            <th scope="row" className="w-40 py-1 pe-3 text-start font-mono text-xs font-normal">
              {name}
              {isRequired ? <span className="text-danger"> *</span> : null}
            </th>
            {type ? <td className="w-48 py-1 pe-3 text-xs text-ink-3">{type}</td> : null}
            <td className="py-1 text-ink-2">{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const resolve = (schemas: Record<string, Schema>, schema: Schema | undefined): Schema | undefined =>
  schema?.$ref ? schemas[schema.$ref.split("/").at(-1) ?? ""] : schema

const typeOf = (schema: Schema | undefined): string => {
  if (!schema) return ""
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? ""
  if (schema.enum) return schema.enum.join(" | ")
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ")
  if (schema.type === "array") return `list of ${typeOf(schema.items)}`
  return [schema.type, schema.format].flat().filter(Boolean).join(", ")
}
