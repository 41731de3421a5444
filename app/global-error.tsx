"use client"

export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body style={{ fontFamily: "system-ui", display: "grid", placeContent: "center", minHeight: "100dvh", textAlign: "center", gap: 12 }}>
        <title>Onelead is not available</title>
        <h1 style={{ fontSize: 20 }}>Onelead is not available right now</h1>
        <p>Events are still being taken in and kept. Please try again in a moment.</p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  )
}
