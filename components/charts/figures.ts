/** What a table of figures shows, and its CSV holds. Plain data, so that a page on the server can make it. */
type Column = {
  label: string
  isText?: boolean
  /** Long texts take several lines instead of being cut. */
  wraps?: boolean
  hint?: string
  /** What the second lines of the column say; a spreadsheet gets them as a column of their own. */
  noteLabel?: string
}
export type Cell = {
  text: string
  /** What a spreadsheet gets, when it differs from what is read. */
  value?: number | string | null
  /** A second, quieter line: the denominator, or the range. */
  note?: string
  noteValue?: number
  href?: string
  /** Where the link leads, for who cannot see it; left out, to the leads of the number. */
  follow?: string
}
export type FiguresRow = { key: string; cells: Cell[]; isQuiet?: boolean }
export type Figures = { columns: Column[]; rows: FiguresRow[] }
