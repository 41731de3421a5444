import Link from "next/link"
import { cache } from "react"
import { undoMergeAction, undoSplitAction } from "@/app/(app)/duplicates/actions"
import { UndoButton } from "@/components/review/undo-button"
import { DECISION_TEXT, reasonText } from "@/components/review/reasons"
import { percent, Waterfall } from "@/components/review/waterfall"
import { Badge } from "@/components/ui/badge"
import { Clock } from "@/components/ui/time"
import type { DuplicateView } from "@/lib/duplicates/items/duplicate-view"
import { readSimilarLeads, type SimilarLeads as Similar } from "@/lib/duplicates/items/similar-leads"
import { can } from "@/lib/platform/permissions"
import { leadTitle } from "@/components/lead/lead-name"
import { getTranslations } from "@/lib/web/translations"
import { readLead } from "../read-lead"

const readSimilar = cache(async (id: string) => {
  const { ctx, lead } = await readLead(id)
  const similar = await readSimilarLeads(ctx, { leadId: lead.id })
  const isOpen = similar.items.some(({ status }) => status === "pending" || status === "later")
  return { leadId: lead.id, similar, isOpen, mayReview: can(ctx.actor, "duplicates.review") }
})

/** An open review item is the first thing to do about a lead; where all are decided they belong to its record. */
export async function OpenReview({ id }: { id: string }) {
  const { isOpen, ...found } = await readSimilar(id)
  return isOpen ? <SimilarLeads {...found} /> : null
}

export async function DecidedReview({ id }: { id: string }) {
  const { isOpen, ...found } = await readSimilar(id)
  return isOpen ? null : <SimilarLeads {...found} />
}

type SimilarLeadsProps = { leadId: string; similar: Similar; mayReview: boolean }

/** Leads that may be the same person, with the reviewer's evidence, and what was merged into this one. */
async function SimilarLeads({ leadId, similar, mayReview }: SimilarLeadsProps) {
  if (similar.items.length === 0 && similar.merges.length === 0) return null
  const t = await getTranslations("lead.similar")
  return (
    <section aria-label={t("title")} className="grid gap-1.5 text-sm">
      <h2 className="text-xs font-medium text-ink-3">{t("title")}</h2>
      <ul className="grid gap-2">
        {similar.items.map((item) => (
          <ItemLine key={item.id} item={item} leadId={leadId} mayReview={mayReview} />
        ))}
      </ul>
      {similar.merges.length === 0 ? null : (
        <ul className="grid gap-1.5">
          {similar.merges.map((merge) => (
            <li key={merge.id} className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="min-w-0 grow">
                {merge.kind === "merge" ? t("merged") : t("split")}
                <bdi dir="auto" className="font-medium break-words">
                  {merge.kind === "split" ? (
                    <Link href={`/leads/${merge.other.id}`} className="hover:underline">
                      {leadTitle(merge.other)}
                    </Link>
                  ) : (
                    leadTitle(merge.other)
                  )}
                </bdi>
                <span className="block text-xs text-ink-3">
                  {merge.by ?? "API"}, <Clock iso={merge.at} />
                </span>
              </span>
              {mayReview ? <Undo kind={merge.kind} id={merge.id} /> : null}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

async function Undo({ kind, id }: { kind: "merge" | "split"; id: string }) {
  const t = await getTranslations("lead.similar")
  return kind === "merge" ? (
    <UndoButton label={t("undo")} done={t("unmerged")} undo={undoMergeAction} input={{ mergeId: id }} />
  ) : (
    <UndoButton label={t("undo")} done={t("unsplit")} undo={undoSplitAction} input={{ splitId: id }} />
  )
}

async function ItemLine({ item, leadId, mayReview }: { item: DuplicateView; leadId: string; mayReview: boolean }) {
  const t = await getTranslations("lead.similar")
  const other = item.leads.find(({ id }) => id !== leadId)
  const isOpen = item.status === "pending" || item.status === "later"
  return (
    <li className="rounded-md border border-line px-2.5 py-1.5">
      <div className="flex flex-wrap items-center gap-2">
        {other ? (
          <Link href={`/leads/${other.id}`} className="min-w-0 truncate font-medium hover:underline">
            <bdi dir="auto">{leadTitle({ name: other.name, phone: other.phones[0], email: other.emails[0] })}</bdi>
          </Link>
        ) : (
          <span className="font-medium">{t("twoPeople")}</span>
        )}
        <Badge tone={isOpen ? "warn" : "neutral"}>{isOpen ? percent(item.probability) : DECISION_TEXT[item.decision ?? "distinct"]}</Badge>
        {mayReview ? (
          <Link href={`/duplicates?item=${item.id}`} className="ms-auto text-xs text-accent underline">
            {t("compare")}
          </Link>
        ) : null}
      </div>
      <details>
        <summary className="cursor-pointer text-xs text-ink-2">{reasonText(item.reason)}</summary>
        <div className="pt-1.5">
          <Waterfall item={item} />
        </div>
      </details>
    </li>
  )
}
