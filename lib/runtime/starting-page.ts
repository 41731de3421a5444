import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { escapeHtml } from "@/lib/core/encoding/escape-html"

/**
 * What answers on the product's address until the app does: a first start builds it and makes the demo's data, which
 * takes a minute or so. A browser sees the steps and goes over to the app by itself; a sender is told to come again.
 */
export type StartingPage = {
  /** Marks the step before it as done. */
  step(title: string): void
  /** Leaves the port to the app. */
  close(): Promise<void>
}

const RETRY_SECONDS = 5

export async function serveStartingPage(host: string, port: number): Promise<StartingPage> {
  const steps: string[] = []
  const server = createServer((request, response) => answer(request, response, steps))
  server.listen(port, host)
  await once(server, "listening")
  return {
    step: (title) => void steps.push(title),
    close: async () => {
      const closed = once(server, "close")
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function answer(request: IncomingMessage, response: ServerResponse, steps: readonly string[]): void {
  const isPage = request.method === "GET" && (request.headers.accept ?? "").includes("text/html")
  response.writeHead(503, {
    "retry-after": String(RETRY_SECONDS),
    "cache-control": "no-store",
    "content-type": isPage ? "text/html; charset=utf-8" : "application/json",
    connection: "close",
    [STARTING_HEADER]: "1",
  })
  response.end(isPage ? page(steps) : JSON.stringify({ error: { code: "unavailable", message: "Onelead is starting." } }))
}

const STARTING_HEADER = "x-onelead-starting"

/** While the port changes hands nobody answers; the page asks on. */
const SCRIPT = `
setInterval(async () => {
  try {
    const answer = await fetch(location.href, { cache: "no-store", headers: { accept: "text/html" } })
    if (answer.headers.get("${STARTING_HEADER}") === null) return location.reload()
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("ol")
    if (next.innerHTML !== document.querySelector("ol").innerHTML) document.querySelector("ol").innerHTML = next.innerHTML
  } catch {}
}, 1000)`

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; background: light-dark(#f7f7f5, #161615); color: light-dark(#1d1d1b, #ecebe6); }
main { padding: 1.5rem; max-width: 26rem; }
h1 { font-size: 1.25rem; margin: 0 0 .25rem; }
p { margin: 0 0 1.25rem; color: light-dark(#5c5b55, #a8a69d); }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
li { display: grid; grid-template-columns: 1.5rem 1fr; }
li[aria-current] { font-weight: 600; }`

const page = (steps: readonly string[]): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Onelead is starting</title><style>${STYLE}</style></head>
<body><main><h1>Onelead is starting</h1><p>This page opens the app when it is ready. A first start takes about a minute.</p>
<ol aria-live="polite">${steps.map((title, at) => stepLine(title, at === steps.length - 1)).join("")}</ol></main>
<script>${SCRIPT}</script></body></html>`

const stepLine = (title: string, isCurrent: boolean): string =>
  `<li${isCurrent ? ' aria-current="step"' : ""}><span aria-hidden="true">${isCurrent ? "…" : "✓"}</span>${escapeHtml(title)}</li>`
