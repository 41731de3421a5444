"use client"

import type { CSSProperties } from "react"

/** The last resort: the layout itself has failed, so this page needs nothing but the browser. */
const PAGE: CSSProperties = {
  colorScheme: "light dark",
  background: "Canvas",
  color: "CanvasText",
  fontFamily: "ui-sans-serif, system-ui, sans-serif",
  fontSize: 14,
  lineHeight: 1.5,
  display: "grid",
  placeContent: "center",
  minHeight: "100dvh",
  margin: 0,
  padding: 24,
}

export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body style={PAGE}>
        <main style={{ maxWidth: 420 }}>
          <title>Onelead is not available</title>
          <h1 style={{ fontSize: 18, margin: "0 0 8px" }}>Onelead is not available right now</h1>
          <p style={{ margin: "0 0 16px" }}>
            Events are still being taken in and kept. Please try again in a moment; if it stays, tell an admin
            {error.digest ? ` and quote ${error.digest}` : ""}.
          </p>
          <button type="button" onClick={reset} style={{ font: "inherit", padding: "6px 14px" }}>
            Try again
          </button>
        </main>
      </body>
    </html>
  )
}
