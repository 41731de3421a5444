import type { Figures } from "./cells"

const save = (blob: Blob, name: string): void => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** The byte-order mark makes spreadsheets read Arabic as it is; a leading apostrophe keeps a name from being a formula. */
export const saveCsv = (figures: Figures, name: string): void =>
  save(new Blob([`\uFEFF${csvOf(figures)}`], { type: "text/csv;charset=utf-8" }), `${name}.csv`)

/** Everything that the table shows: numbers as numbers, and the second line of a cell in a column beside it. */
export const csvOf = ({ columns, rows }: Figures): string => {
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

const SCALE = 2
const PAINT = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "font-family",
  "font-size",
  "font-weight",
  "opacity",
  "fill-opacity",
  "text-anchor",
]

/** The chart as it is on the screen, theme included: styles are written into a copy, and the copy is drawn. */
export const savePng = async (svg: SVGSVGElement, name: string): Promise<void> => {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = [svg, ...svg.querySelectorAll("*")]
  const copies = [copy, ...copy.querySelectorAll("*")]
  originals.forEach((original, at) => {
    const style = getComputedStyle(original)
    const target = copies[at] as SVGElement | undefined
    for (const property of PAINT) target?.style.setProperty(property, style.getPropertyValue(property))
  })
  const { width, height } = svg.getBoundingClientRect()
  copy.setAttribute("width", String(width))
  copy.setAttribute("height", String(height))
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
  await image.decode()
  const canvas = document.createElement("canvas")
  canvas.width = width * SCALE
  canvas.height = height * SCALE
  const context = canvas.getContext("2d")
  if (!context) return
  context.fillStyle = getComputedStyle(document.body).backgroundColor
  const ground = getComputedStyle(document.documentElement).getPropertyValue("--raised")
  if (ground) context.fillStyle = ground
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"))
  if (blob) save(blob, `${name}.png`)
}
