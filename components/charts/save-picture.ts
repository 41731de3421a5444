import { saveBlob } from "./save-file"

/**
 * A chart as a picture that explains itself where it is pasted: title, what it is about, the chart as it is on the
 * screen, theme included, and its legend. All of it is one drawing, so that textures are found by their names.
 */
type Picture = { title: string; lines: readonly string[]; drawing: HTMLElement }

const SVG = "http://www.w3.org/2000/svg"
const SCALE = 2
const MARGIN = 16
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
  "paint-order",
]

/** A copy that carries its looks with it, for a picture knows no style sheet. */
function painted(original: SVGSVGElement, x: number, y: number): SVGSVGElement {
  const copy = original.cloneNode(true) as SVGSVGElement
  const originals = [original, ...original.querySelectorAll("*")]
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")]
  originals.forEach((one, at) => {
    const style = getComputedStyle(one)
    for (const property of PAINT) copies[at]?.style.setProperty(property, style.getPropertyValue(property))
  })
  const { width, height } = original.getBoundingClientRect()
  for (const [name, value] of Object.entries({ x, y, width, height })) copy.setAttribute(name, String(value))
  copy.style.width = `${width}px`
  copy.style.height = `${height}px`
  return copy
}

type Pen = { sheet: SVGSVGElement; width: (text: string, font: string) => number; y: number }
type Hand = { size: number; weight?: number; color: string }

function write(pen: Pen, text: string, x: number, { size, weight = 400, color }: Hand): void {
  const line = document.createElementNS(SVG, "text")
  line.textContent = text
  for (const [name, value] of Object.entries({ x, y: pen.y, "font-size": size, "font-weight": weight, fill: color }))
    line.setAttribute(name, String(value))
  pen.sheet.append(line)
}

const fontOf = ({ size, weight = 400 }: Hand): string => `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`

function writeWrapped(pen: Pen, text: string, room: number, hand: Hand): void {
  let line = ""
  const next = () => {
    pen.y += hand.size * 1.4
    write(pen, line, MARGIN, hand)
  }
  for (const word of text.split(/\s+/)) {
    if (line && pen.width(`${line} ${word}`, fontOf(hand)) > room) {
      next()
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  if (line) next()
}

function drawLegend(pen: Pen, items: Iterable<Element>, right: number, hand: Hand): void {
  let x = MARGIN
  pen.y += 20
  for (const item of items) {
    const text = item.textContent ?? ""
    const swatch = item.querySelector("svg")
    const width = (swatch ? 20 : 0) + pen.width(text, fontOf(hand))
    if (x > MARGIN && x + width > right) {
      x = MARGIN
      pen.y += 18
    }
    if (swatch) pen.sheet.append(painted(swatch, x, pen.y - 9))
    write(pen, text, x + (swatch ? 20 : 0), hand)
    x += width + 18
  }
}

function draw(chart: SVGSVGElement, { title, lines, drawing }: Picture) {
  const root = getComputedStyle(document.documentElement)
  const color = (name: string) => root.getPropertyValue(`--${name}`)
  const canvas = document.createElement("canvas").getContext("2d")
  const sheet = document.createElementNS(SVG, "svg")
  const pen: Pen = {
    sheet,
    y: MARGIN,
    width: (text, font) => {
      if (canvas) canvas.font = font
      return canvas?.measureText(text).width ?? 0
    },
  }
  const size = chart.getBoundingClientRect()
  const width = Math.ceil(size.width) + 2 * MARGIN
  writeWrapped(pen, title, width - 2 * MARGIN, { size: 15, weight: 600, color: color("ink") })
  for (const line of lines) writeWrapped(pen, line, width - 2 * MARGIN, { size: 11.5, color: color("ink-2") })
  pen.y += 12
  sheet.append(painted(chart, MARGIN, pen.y))
  pen.y += size.height
  const items = drawing.querySelectorAll("[data-legend] > *")
  if (items.length > 0) drawLegend(pen, items, width - MARGIN, { size: 12, color: color("ink-2") })
  const height = Math.ceil(pen.y + MARGIN)
  for (const [name, value] of Object.entries({ width, height, xmlns: SVG })) sheet.setAttribute(name, String(value))
  sheet.style.fontFamily = getComputedStyle(document.body).fontFamily
  return { sheet, width, height, ground: color("raised") }
}

export async function savePicture(picture: Picture, name: string): Promise<void> {
  const chart = picture.drawing.querySelector<SVGSVGElement>("svg.recharts-surface")
  if (!chart) throw new Error("There is no chart to draw.")
  const { sheet, width, height, ground } = draw(chart, picture)
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(sheet))}`
  await image.decode()
  const canvas = document.createElement("canvas")
  canvas.width = width * SCALE
  canvas.height = height * SCALE
  const context = canvas.getContext("2d")
  if (!context) throw new Error("This browser draws no pictures.")
  context.fillStyle = ground
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"))
  if (blob) saveBlob(blob, `${name}.png`)
}
