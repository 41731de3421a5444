import { Download } from "lucide-react"
import type { Metadata } from "next"
import { byTag, tagId, type Endpoint as EndpointView, type Schema } from "./document"
import { Endpoint, Method } from "./endpoint"
import { Fields } from "./rows"
import { PageHeader } from "@/components/layout/page-header"
import { buttonClass } from "@/components/ui/button"
import { CopyButton } from "@/components/ui/copy-button"
import { publicBaseUrl } from "@/lib/platform/env"
import { requirePage } from "@/lib/web/session"
import { openApiDocument } from "@/lib/web/openapi/openapi"

export const metadata: Metadata = { title: "API" }

export default async function ApiDocsPage() {
  await requirePage("lead.read")
  const origin = publicBaseUrl().origin
  const document = openApiDocument(origin)
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>
  const groups = byTag(document.paths ?? {})
  const shapes = Object.entries(schemas).filter(([, schema]) => schema.properties)
  const example = `curl -H "Authorization: Bearer $KEY" "${origin}/api/v1/leads?phone=0501234567"`
  return (
    <>
      <PageHeader
        title="API"
        description="What other systems can ask and tell Onelead."
        action={
          <a href={`${origin}/api/openapi.json`} className={buttonClass()}>
            <Download aria-hidden className="size-4" /> openapi.json
          </a>
        }
      />
      <div className="grid gap-x-8 p-4 text-sm lg:grid-cols-[14rem_minmax(0,1fr)]">
        <Contents groups={groups} shapes={shapes.map(([name]) => name)} />
        <div className="grid max-w-4xl min-w-0 grid-cols-[minmax(0,1fr)] gap-8">
          <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
            <p className="max-w-[70ch] text-ink-2">
              {document.info.description} Send your key with every request. An admin makes keys;{" "}
              <code className="font-mono text-xs">ONELEAD_API_KEY</code> in the environment is one with full scope.
            </p>
            <div className="flex items-center gap-2 rounded-lg border border-line bg-sunken p-1.5 ps-3">
              <pre dir="ltr" tabIndex={0} className="min-w-0 grow overflow-x-auto py-1 font-mono text-xs">
                {example}
              </pre>
              <CopyButton what="the example" value={example} />
            </div>
          </div>
          {[...groups].map(([tag, endpoints]) => (
            <section key={tag} aria-labelledby={tagId(tag)} className="grid grid-cols-[minmax(0,1fr)] gap-3">
              <h2 id={tagId(tag)} className="scroll-mt-4 text-lg font-semibold">
                {tag}
              </h2>
              {endpoints.map((endpoint) => (
                <Endpoint key={endpoint.operation.operationId} {...endpoint} schemas={schemas} />
              ))}
            </section>
          ))}
          <section aria-labelledby="shapes" className="grid grid-cols-[minmax(0,1fr)] gap-3">
            <h2 id="shapes" className="scroll-mt-4 text-lg font-semibold">
              Shapes
            </h2>
            {shapes.map(([name, schema]) => (
              <div key={name} id={`schema-${name}`} className="grid scroll-mt-4 gap-1 rounded-lg border border-line bg-raised p-4">
                <h3 className="font-mono text-sm font-semibold">{name}</h3>
                <Fields title={`Fields of ${name}`} caption="Fields" schema={schema} />
              </div>
            ))}
          </section>
        </div>
      </div>
    </>
  )
}

const CONTENTS_LINK = "flex min-h-6 items-center gap-2 rounded px-2 py-0.5 text-ink-2 hover:bg-hover hover:text-ink"

/** Beside the text at a desk; above it, folded, on a phone. */
const Contents = ({ groups, shapes }: { groups: Map<string, EndpointView[]>; shapes: string[] }) => (
  <nav aria-label="API contents" className="max-lg:mb-4">
    <div className="top-4 max-h-[calc(100dvh-9rem)] gap-4 overflow-y-auto max-lg:hidden lg:sticky lg:grid">
      <ContentsLists groups={groups} shapes={shapes} />
    </div>
    <details className="rounded-lg border border-line bg-raised lg:hidden">
      <summary className="px-3 py-2 font-medium">Contents</summary>
      <div className="grid gap-4 border-t border-line p-2">
        <ContentsLists groups={groups} shapes={shapes} />
      </div>
    </details>
  </nav>
)

const ContentsLists = ({ groups, shapes }: { groups: Map<string, EndpointView[]>; shapes: string[] }) => (
  <>
    {[...groups].map(([tag, endpoints]) => (
      <div key={tag}>
        <a href={`#${tagId(tag)}`} className={`${CONTENTS_LINK} font-medium`}>
          {tag}
        </a>
        <ul>
          {endpoints.map(({ method, operation }) => (
            <li key={operation.operationId}>
              <a href={`#${operation.operationId}`} className={`${CONTENTS_LINK} items-start text-xs`}>
                <span className="w-14 shrink-0">
                  <Method method={method} />
                </span>
                <span className="min-w-0 py-0.5">{operation.summary}</span>
              </a>
            </li>
          ))}
        </ul>
      </div>
    ))}
    <div>
      <a href="#shapes" className={`${CONTENTS_LINK} font-medium`}>
        Shapes
      </a>
      <ul>
        {shapes.map((name) => (
          <li key={name}>
            <a href={`#schema-${name}`} className={`${CONTENTS_LINK} font-mono text-xs`}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </div>
  </>
)
