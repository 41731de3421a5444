import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { Metadata } from "next"
import { PageHeader } from "@/components/layout/page-header"
import { headingSlug } from "@/lib/core/runbook/runbook"
import { getTranslations } from "@/lib/web/translations"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Runbook" }

/** docs/runbook.md, so that a link of an alert leads to what to do. It uses headings, paragraphs, lists and code alone. */
export default async function RunbookPage() {
  await requirePage("lead.read")
  const t = await getTranslations("runbook")
  const text = await readFile(join(process.cwd(), "docs/runbook.md"), "utf8")
  const [, ...sections] = text.split(/^## /m)
  return (
    <div className="flex h-full flex-col">
      <PageHeader title={t("title")} />
      <div className="grid min-h-0 grow content-start gap-6 overflow-y-auto p-4" tabIndex={0} role="region" aria-label={t("title")}>
        {sections.map((section) => (
          <Section key={section} text={section} />
        ))}
      </div>
    </div>
  )
}

function Section({ text }: { text: string }) {
  const [heading = "", ...blocks] = text.trim().split(/\n\n|\n(?=- )/)
  const lines = blocks.map((block) => block.replaceAll(/\s*\n\s*/g, " "))
  const items = lines.filter((line) => line.startsWith("- "))
  return (
    <section
      id={headingSlug(heading)}
      aria-labelledby={`${headingSlug(heading)}-title`}
      className="max-w-3xl scroll-mt-4 text-sm target:bg-accent-soft"
    >
      <h2 id={`${headingSlug(heading)}-title`} className="text-base font-semibold">
        {heading}
      </h2>
      {lines.flatMap((line) =>
        line.startsWith("- ")
          ? []
          : [
              <p key={line} className="mt-1 text-ink-2">
                <Inline text={line} />
              </p>,
            ],
      )}
      <ul className="mt-1 list-disc ps-5">
        {items.map((item) => (
          <li key={item}>
            <Inline text={item.slice(2)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const Inline = ({ text }: { text: string }) =>
  text.split("`").map((part, at) =>
    at % 2 === 1 ? (
      <code key={at} className="font-mono text-xs break-words">
        {part}
      </code>
    ) : (
      part
    ),
  )
