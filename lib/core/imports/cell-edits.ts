export type CellEdit = { column: number; value: string }

/** The cells of a row with its corrections over them; a short row is filled up to the corrected cell. */
export function withEdits(cells: readonly string[], edits: readonly CellEdit[] | undefined): string[] {
  const edited = [...cells]
  for (const { column, value } of edits ?? []) {
    while (edited.length < column) edited.push("")
    edited[column] = value
  }
  return edited
}
