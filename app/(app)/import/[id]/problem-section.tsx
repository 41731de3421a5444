import { ColumnRule } from "./column-rule"
import { ProblemRows } from "./problem-rows"
import { countryChoices } from "@/lib/core/identity/countries"
import { PROBLEM_FIELDS, type ImportProblem } from "@/lib/core/imports/problems"
import type { ImportDetail, ImportRowView } from "@/lib/imports/queries"
import { getTranslations } from "@/lib/web/translations"

type Props = { found: ImportDetail; problem: ImportProblem; rows: readonly ImportRowView[] }

const RULES: Partial<Record<ImportProblem, "country" | "dateOrder">> = { phone: "country", date: "dateOrder" }

/** What to do about one kind of problem: a rule for a column, and the rows with their cells to correct. */
export async function ProblemSection({ found, problem, rows }: Props) {
  const t = await getTranslations("imports")
  const { mapping } = found
  const fields = PROBLEM_FIELDS[problem]
  const columns = found.columns.flatMap((name, at) => {
    const field = mapping.columns[at]
    const isMeant = fields === null ? rows.some(({ cells }) => cells[at]?.includes("\ufffd")) : field && fields.includes(field)
    return isMeant ? [{ at, name, rule: mapping.rules[String(at)] }] : []
  })
  const kind = RULES[problem]
  const who = (cells: readonly string[]): string =>
    mapping.columns
      .flatMap((field, at) => (field === "name" || field === "first_name" || field === "last_name" ? [cells[at]?.trim()] : []))
      .filter(Boolean)
      .join(" ")
  return (
    <div className="grid min-w-0 gap-3">
      <div className="grid gap-3 rounded-lg border border-line bg-raised px-4 py-3">
        <p className="text-sm text-ink-2">
          {t(`advice.${problem}`)} {t("cell.hint")}
        </p>
        {kind && columns.length > 0 ? (
          <ColumnRule importId={found.id} kind={kind} columns={columns} countries={kind === "country" ? countryChoices() : []} />
        ) : null}
      </div>
      <ProblemRows
        importId={found.id}
        problem={problem}
        columns={columns.map(({ at, name }) => ({ at, name }))}
        rows={rows.map(({ rowNo, cells, reason }) => ({ rowNo, who: who(cells), cells, reason }))}
      />
    </div>
  )
}
