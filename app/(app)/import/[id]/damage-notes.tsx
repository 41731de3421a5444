import type { ColumnDamage } from "@/lib/core/imports/cell-damage"
import { getTranslations } from "@/lib/web/translations"

type Props = { columns: readonly string[]; damage: readonly ColumnDamage[]; tool: string | null }

/** What is known of a file before it is mapped: whose export it is, and what a spreadsheet has destroyed in it. */
export async function DamageNotes({ columns, damage, tool }: Props) {
  const t = await getTranslations("imports")
  return (
    <>
      {tool === null ? null : <p className="rounded-lg border border-line bg-raised px-4 py-2 text-sm">{t("recognised", { tool })}</p>}
      {damage.map((one) => (
        <p
          key={`${one.column} ${one.damage}`}
          role="note"
          className="rounded-lg border border-line bg-warn-soft px-4 py-2 text-sm text-warn"
        >
          <bdi dir="auto">
            {t(`damage.${one.damage}`, { count: one.count, of: String(one.of), column: columns[one.column] ?? "", example: one.example })}
          </bdi>
        </p>
      ))}
    </>
  )
}
