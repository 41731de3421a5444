import Link from "next/link"
import { cx } from "@/components/ui/class-names"
import { importRowsAddress } from "@/lib/core/filters/imports"
import { IMPORT_PROBLEMS, type ImportProblem, type ProblemCounts } from "@/lib/core/imports/problems"
import { getTranslations } from "@/lib/web/translations"

type Props = { importId: string; problems: ProblemCounts; chosen: ImportProblem | null }

/** How many rows have a value that cannot be read, by kind; a tile shows its rows below. */
export async function ProblemTiles({ importId, problems, chosen }: Props) {
  const t = await getTranslations("imports")
  const shown = IMPORT_PROBLEMS.filter((problem) => (problems[problem] ?? 0) > 0 || problem === chosen)
  if (shown.length === 0) return null
  return (
    <ul aria-label={t("problems")} className="flex flex-wrap gap-2">
      {shown.map((problem) => (
        <li key={problem}>
          <Link
            href={importRowsAddress.href({ problem: problem === chosen ? null : problem }, `/import/${importId}`)}
            scroll={false}
            aria-current={problem === chosen ? "true" : undefined}
            className={cx(
              "flex items-baseline gap-2 rounded-lg border bg-raised px-3 py-1.5 text-sm shadow-xs hover:border-line-strong",
              problem === chosen ? "border-accent" : "border-line",
            )}
          >
            <span className="text-ink-2">{t(`problem.${problem}`)}</span>
            <span className="font-semibold text-warn">{(problems[problem] ?? 0).toLocaleString("en")}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
