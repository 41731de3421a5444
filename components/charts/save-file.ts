import type { Figures } from "./figures"

export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** The byte-order mark makes spreadsheets read Arabic as it is; a leading apostrophe keeps a name from being a formula. */
export const saveCsv = (figures: Figures, name: string): void =>
  saveBlob(new Blob([`\uFEFF${csvOf(figures)}`], { type: "text/csv;charset=utf-8" }), `${name}.csv`)

/** Everything that the table shows: numbers as numbers, and the second line of a cell in a column beside it. */
export function csvOf({ columns, rows }: Figures): string {
  const line = (cells: readonly string[]) => `${cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(",")}\r\n`
  const raw = (value: number | string) => (typeof value === "number" ? String(value) : guarded(value))
  const hasNote = columns.map((_, at) => rows.some(({ cells }) => cells[at]?.note !== undefined))
  const beside = <T>(at: number, own: T, note: () => T): T[] => (hasNote[at] ? [own, note()] : [own])
  return [
    line(columns.flatMap(({ label, noteLabel }, at) => beside(at, label, () => `${label}: ${noteLabel ?? "note"}`))),
    ...rows.map(({ cells }) =>
      line(cells.flatMap((cell, at) => beside(at, raw(cell.value ?? cell.text), () => raw(cell.noteValue ?? cell.note ?? "")))),
    ),
  ].join("")
}

const guarded = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
