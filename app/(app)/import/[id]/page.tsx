import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { ImportActions } from "./import-actions"
import { ImportProgress } from "./import-progress"
import { MappingForm } from "./mapping-form"
import { OutcomeTiles } from "./outcome-tiles"
import { DamageNotes } from "./damage-notes"
import { ProblemSection } from "./problem-section"
import { ProblemTiles } from "./problem-tiles"
import { PreviewTable } from "./preview-table"
import { RowsTable } from "./rows-table"
import { MINUTE_MS } from "@/lib/core/time"
import { STATE_WORDS } from "@/app/(app)/import/words"
import { Pager } from "@/components/table/pager"
import { IgnoredFilters } from "@/components/layout/ignored-filters"
import { PageHeader } from "@/components/layout/page-header"
import { channelLabel } from "@/components/lead/channel-icon"
import { Badge } from "@/components/ui/badge"
import { Clock } from "@/components/ui/time"
import { importRowsAddress } from "@/lib/core/filters/imports"
import type { Ctx } from "@/lib/platform/context"
import { AppError } from "@/lib/platform/errors"
import { previewImport } from "@/lib/imports/setup/preview-import"
import { getImport, listImportRows, type ImportDetail } from "@/lib/imports/queries"
import { requirePage } from "@/lib/web/session"

export const metadata: Metadata = { title: "Import" }

type ImportRowSearch = ReturnType<typeof importRowsAddress.read>

const STALLED_MS = MINUTE_MS

export default async function ImportDetailPage({ params, searchParams }: PageProps<"/import/[id]">) {
  const ctx = await requirePage("import.run")
  const { id } = await params
  const found = await getImport(ctx, { importId: id }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") notFound()
    throw error
  })
  const given = await searchParams
  const search = importRowsAddress.read(given)
  const counts = found.counts ?? found.checkCounts
  const { label, tone } = STATE_WORDS[found.state]
  return (
    <div className="flex min-h-full flex-col">
      <PageHeader
        title={<bdi dir="auto">{found.fileName}</bdi>}
        count={<Badge tone={tone}>{label}</Badge>}
        description={
          <>
            {[
              found.rowCount === null ? null : `${found.rowCount.toLocaleString("en")} rows`,
              channelLabel(found.channel),
              found.source,
              found.createdBy ?? "Command line",
            ]
              .filter(Boolean)
              .join(" · ")}{" "}
            · <Clock iso={found.createdAt} />
          </>
        }
        action={
          <ImportActions
            importId={id}
            state={found.state}
            isStarted={found.startedAt !== null}
            isReverting={found.revertCounts !== null}
            gap={found.gap}
            failedRows={counts ? counts.unreadable + counts.failed : 0}
            keptRows={found.revertCounts?.kept ?? 0}
          />
        }
      />
      <IgnoredFilters keys={importRowsAddress.ignored(given)} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 p-4">
        <FileNotes found={found} />
        <Phase found={found} now={ctx.now()} />
        {found.state === "draft" || (found.state === "checked" && found.startedAt === null) ? <Mapping ctx={ctx} found={found} /> : null}
        {counts && found.state !== "draft" ? <Outcomes ctx={ctx} found={found} search={search} /> : null}
      </div>
    </div>
  )
}

const FileNotes = ({ found }: { found: ImportDetail }) => (
  <>
    {found.error ? (
      <p role="alert" className="rounded-lg border border-danger/50 bg-danger-soft px-4 py-2 text-sm text-danger">
        {found.error}
      </p>
    ) : null}
    {found.twin && found.startedAt === null ? (
      <p className="rounded-lg border border-line bg-warn-soft px-4 py-2 text-sm text-warn">
        This very file was imported on <Clock iso={found.twin.startedAt} />: its rows are recognised and left alone. To read it with another
        mapping,{" "}
        <Link href={`/import/${found.twin.id}`} className="underline">
          undo that import
        </Link>{" "}
        first.
      </p>
    ) : null}
    {found.gap && found.state === "draft" ? <p className="text-sm text-danger">{found.gap}</p> : null}
    {found.revertCounts && found.state === "reverted" ? (
      <p className="rounded-lg border border-line bg-raised px-4 py-2 text-sm">
        Undone: {found.revertCounts.removed.toLocaleString("en")} leads removed, {found.revertCounts.restored.toLocaleString("en")} as they
        were without it, {found.revertCounts.kept.toLocaleString("en")} kept.{" "}
        {found.revertCounts.kept > 0 ? (
          <Link href={importRowsAddress.href({ kept: true }, `/import/${found.id}`)} className="text-accent underline">
            Which and why
          </Link>
        ) : null}
      </p>
    ) : null}
  </>
)

const PHASES = { checking: "Rows checked", running: "Rows imported", reverting: "Rows undone" } as const

function Phase({ found, now }: { found: ImportDetail; now: Date }) {
  if (found.state !== "checking" && found.state !== "running" && found.state !== "reverting") return null
  const readable = found.rowCount === null ? null : found.rowCount - (found.counts ?? found.checkCounts)!.unreadable
  const isStalled = found.progressAt !== null && now.getTime() - Date.parse(found.progressAt) > STALLED_MS
  return <ImportProgress label={PHASES[found.state]} done={found.progress} total={readable} isStalled={isStalled} />
}

async function Mapping({ ctx, found }: { ctx: Ctx; found: ImportDetail }) {
  const { samples, rows, damage } = await previewImport(ctx, { importId: found.id })
  const notes = <DamageNotes columns={found.columns} damage={damage} tool={found.tool} />
  const form = (
    <div className="grid gap-6 xl:grid-cols-[minmax(0,30rem)_minmax(0,1fr)]">
      <MappingForm importId={found.id} columns={found.columns} samples={samples} mapping={found.mapping} reading={found.reading} />
      <section aria-labelledby="preview" className="grid min-w-0 content-start gap-2">
        <h2 id="preview" className="text-sm font-semibold">
          The first rows as they will be read
        </h2>
        <PreviewTable rows={rows} />
      </section>
    </div>
  )
  if (found.state === "draft")
    return (
      <>
        {notes}
        {form}
      </>
    )
  return (
    <details className="order-last">
      <summary className="w-fit rounded text-sm font-medium text-ink-2 hover:text-ink">Change the mapping</summary>
      <div className="mt-3">{form}</div>
    </details>
  )
}

async function Outcomes({ ctx, found, search }: { ctx: Ctx; found: ImportDetail; search: ImportRowSearch }) {
  const counts = found.counts ?? found.checkCounts
  if (!counts) return null
  const page = await listImportRows(ctx, { importId: found.id, ...search })
  const hrefAfter = (after: number | null) => importRowsAddress.href({ ...search, after }, `/import/${found.id}`)
  const canEdit = found.startedAt === null && found.state !== "checking"
  return (
    <section aria-labelledby="outcomes" className="grid min-w-0 gap-3">
      <h2 id="outcomes" className="text-sm font-semibold">
        {found.counts ? "What became of the rows" : "What the import would do; nothing has been changed"}
      </h2>
      <OutcomeTiles importId={found.id} counts={counts} chosen={search.outcome ?? null} isForecast={found.counts === null} />
      <ProblemTiles importId={found.id} problems={found.problems} chosen={search.problem ?? null} />
      {search.problem && canEdit && page.data.length > 0 ? (
        <ProblemSection found={found} problem={search.problem} rows={page.data} />
      ) : (
        <RowsTable rows={page.data} mapping={found.mapping} />
      )}
      <Pager first={search.after ? hrefAfter(null) : null} next={page.nextAfter === null ? null : hrefAfter(page.nextAfter)} />
    </section>
  )
}
