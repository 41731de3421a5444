"use client"

import { useState } from "react"
import { useTranslations } from "use-intl/react"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Field, Select } from "@/components/ui/field"
import type { ColumnRule as Rule } from "@/lib/core/imports/fields"
import { ruleColumnAction } from "../actions"

type CountryChoice = { code: string; name: string }
type Column = { at: number; name: string; rule: Rule | undefined }
type Props = { importId: string; columns: readonly Column[]; kind: "country" | "dateOrder"; countries: readonly CountryChoice[] }

/** One rule for all values of a column: the country of its numbers, or the order of its dates. */
export function ColumnRule({ importId, columns, kind, countries }: Props) {
  const t = useTranslations("imports.rule")
  const [at, setAt] = useState(columns[0]?.at ?? 0)
  const known = columns.find((column) => column.at === at)?.rule
  const [country, setCountry] = useState(known?.country ?? "SA")
  const [order, setOrder] = useState<"dmy" | "mdy">(known?.dateOrder ?? "mdy")
  const { execute, isPending } = useServerAction(ruleColumnAction)
  return (
    <form
      className="flex flex-wrap items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        execute({ importId, column: at, rule: kind === "country" ? { country } : { dateOrder: order } })
      }}
    >
      {columns.length > 1 ? (
        <Field label={t("column")}>
          {(props) => (
            <Select {...props} value={at} onChange={({ target }) => setAt(Number(target.value))}>
              {columns.map((column) => (
                <option key={column.at} value={column.at}>
                  {column.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : null}
      {kind === "country" ? (
        <Field label={t("country")}>
          {(props) => (
            <Select {...props} value={country} onChange={({ target }) => setCountry(target.value)} className="max-w-56">
              {countries.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : (
        <Field label={t("order")}>
          {(props) => (
            <Select {...props} value={order} onChange={({ target }) => setOrder(target.value === "dmy" ? "dmy" : "mdy")}>
              <option value="dmy">{t("dmy")}</option>
              <option value="mdy">{t("mdy")}</option>
            </Select>
          )}
        </Field>
      )}
      <Button type="submit" isBusy={isPending}>
        {t("apply")}
      </Button>
      <p className="pb-1.5 text-xs text-ink-3">{t("rechecks")}</p>
    </form>
  )
}
