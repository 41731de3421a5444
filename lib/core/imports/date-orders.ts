import { shownDateOrder } from "@/lib/core/dates/read-date"
import type { ImportField, ImportMapping } from "@/lib/core/imports/fields"
import type { DateOrder } from "@/lib/core/input-format"

const DATE_FIELDS: readonly ImportField[] = ["occurred_at", "pickup_date", "return_date"]

/** The first date column that shows its order speaks for the file; a column that shows the other order has a rule of its own. */
export function dateOrders(
  columns: readonly (ImportField | null)[],
  samples: readonly (readonly string[])[],
  dateOrder: DateOrder,
): Pick<ImportMapping, "dateOrder" | "rules"> {
  const shown = DATE_FIELDS.flatMap((field) => {
    const at = columns.indexOf(field)
    const order = shownDateOrder(samples[at] ?? [])
    return order === null ? [] : [{ at, order }]
  })
  const ofFile = shown[0]?.order ?? dateOrder
  const others = shown.filter(({ order }) => order !== ofFile)
  return { dateOrder: ofFile, rules: Object.fromEntries(others.map(({ at, order }) => [String(at), { dateOrder: order }])) }
}
