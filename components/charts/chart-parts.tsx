"use client"

import { createContext, use, type ReactNode } from "react"

/**
 * What all charts have in common. Every axis of amounts begins at zero. Series differ by shape (bar, dashed line,
 * texture) before they differ by hue. A chart is read with the arrow keys, and each value is in the table beside it.
 */
export const TICK = { fill: "var(--ink-3)", fontSize: 11 }
export const FIRST_SIZE = { width: 520, height: 240 }
export const TOOLTIP = {
  contentStyle: { background: "var(--raised)", border: "1px solid var(--line-strong)", borderRadius: 6, fontSize: 12, padding: "6px 10px" },
  labelStyle: { color: "var(--ink)", fontWeight: 600 },
  itemStyle: { color: "var(--ink-2)" },
  cursor: { fill: "var(--hover)", opacity: 0.6 },
  wrapperStyle: { zIndex: 20 },
  isAnimationActive: false,
}

/** The title of the panel that a chart stands in. */
export const ChartTitle = createContext("")

/** One stop of the Tab key; the arrow keys then go from value to value, which are also said aloud. */
export const useChartKeys = () => ({
  accessibilityLayer: true,
  role: "img",
  "aria-label": `${use(ChartTitle)}: chart. The arrow keys read its values; the table after it has all of them.`,
})

export const Hatching = ({ id, color }: { id: string; color: string }) => (
  <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect width={6} height={6} fill="var(--raised)" />
    <rect width={3} height={6} fill={color} />
  </pattern>
)

const TEXTURES = [null, "M0 0 8 8M-2 6 2 10M6 -2 10 2", "M0 4h8", "M2 2h2v2h-2zM6 6h2v2h-2z", "M4 0v8"]

/** A colour that can be told from its neighbours without seeing colour. */
export const Texture = ({ id, color, at }: { id: string; color: string; at: number }) => (
  <pattern id={id} width={8} height={8} patternUnits="userSpaceOnUse">
    <rect width={8} height={8} fill={color} />
    <path d={TEXTURES[at % TEXTURES.length] ?? ""} fill="none" stroke="var(--raised)" strokeWidth={1.5} />
  </pattern>
)

export const Legend = ({ children }: { children: ReactNode }) => (
  <p data-legend className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
    {children}
  </p>
)

export const Swatch = ({ name, children }: { name: string; children: ReactNode }) => (
  <span className="inline-flex items-center gap-1.5">
    <svg width={14} height={10} aria-hidden>
      {children}
    </svg>
    {name}
  </span>
)
