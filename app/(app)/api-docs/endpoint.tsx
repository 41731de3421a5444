import { Badge } from "@/components/ui/badge"
import { refName, typeOf, type Endpoint as EndpointView, type Schema } from "./document"
import { Fields, Rows, Shape } from "./rows"

export const Method = ({ method }: { method: string }) => (
  <Badge tone={method === "get" ? "neutral" : "accent"}>{method.toUpperCase()}</Badge>
)

/** One address of the API: what it does, what it takes and what it answers. */
export function Endpoint({ path, method, operation, schemas }: EndpointView & { schemas: Record<string, Schema> }) {
  const body = operation.requestBody?.content["application/json"]?.schema
  const bodyName = refName(body)
  return (
    <section id={operation.operationId} className="grid scroll-mt-4 gap-3 rounded-lg border border-line bg-raised p-4">
      <div className="grid gap-1">
        <h3 className="text-base font-semibold">{operation.summary}</h3>
        <p className="flex flex-wrap items-center gap-2">
          <Method method={method} />
          <code dir="ltr" className="font-mono text-xs break-all">
            {path}
          </code>
          <a href={`#${operation.operationId}`} className="ms-auto rounded text-xs text-ink-3 hover:text-ink hover:underline">
            Link to this
          </a>
        </p>
        {operation.description ? <p className="mt-1 max-w-[70ch] text-ink-2">{operation.description}</p> : null}
      </div>
      {operation.parameters ? (
        <Rows
          title={`Parameters of “${operation.summary}”`}
          caption="Parameters"
          rows={operation.parameters.map(({ name, in: place, required, description, schema }) => ({
            name,
            isRequired: required === true,
            type: [typeOf(schema), place === "path" ? "in the path" : ""].filter(Boolean).join(", "),
            text: description ?? schema?.description,
          }))}
        />
      ) : null}
      {body ? (
        <Fields
          title={`Body of “${operation.summary}”`}
          caption={bodyName ? `Body: ${bodyName}` : "Body"}
          schema={bodyName ? schemas[bodyName] : body}
        />
      ) : null}
      <div className="grid gap-1">
        <h4 className="text-xs font-medium text-ink-3">Answers</h4>
        <ul className="grid gap-1">
          {Object.entries(operation.responses).map(([code, { description, content }]) => (
            <li key={code} className="flex flex-wrap items-baseline gap-x-3">
              <code className={`font-mono text-xs ${code.startsWith("2") ? "text-ok" : "text-ink-2"}`}>{code}</code>
              <span className="text-ink-2">{description}</span>
              <Shape schema={content?.["application/json"]?.schema} known={schemas} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
