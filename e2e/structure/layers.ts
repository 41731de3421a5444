/**
 * The one list of layers, from the lowest to the highest. A file may import from its own layer and from those above it in
 * this list; tests may import from everywhere. A new folder of lib/ gets its line here.
 */
type Layer = { room: string; holds: string }

const LAYERS: readonly Layer[] = [
  { room: "lib/core", holds: "pure rules; time, ids and data come in as arguments" },
  { room: "db", holds: "tables, migrations and the connection" },
  { room: "lib/platform", holds: "context, permissions, audit, jobs, live updates, environment" },
  { room: "lib/notifications", holds: "bells and mail" },
  { room: "lib/crm", holds: "one adapter for each CRM" },
  { room: "lib/channels", holds: "one adapter for each channel" },
  { room: "lib/matching", holds: "candidates and evidence: which leads may be one person" },
  { room: "lib/leads", holds: "leads: ingest, read, edit, assign" },
  { room: "lib/pipeline", holds: "stages, the gate, the board" },
  { room: "lib/scoring", holds: "score rules and scores" },
  { room: "lib/followups", holds: "tasks, the queue, reminders" },
  { room: "lib/nurture", holds: "sequences and their messages" },
  { room: "lib/duplicates", holds: "review, merge, split, undo" },
  { room: "lib/routing", holds: "who gets a lead, response targets" },
  { room: "lib/team", holds: "people, sign-in, API keys" },
  { room: "lib/views", holds: "saved views" },
  { room: "lib/reports", holds: "postings, sums, figures, digest" },
  { room: "lib/sync", holds: "agreement with the CRMs: inbox, outbox, load, compare" },
  { room: "lib/hooks", holds: "outgoing webhooks: endpoints and deliveries" },
  { room: "lib/intake", holds: "webhooks: store first, then ingest" },
  { room: "lib/imports", holds: "files of leads" },
  { room: "lib/privacy", holds: "erasure, subject access, retention" },
  { room: "lib/reactions", holds: "what follows from changed leads, composed" },
  { room: "lib/web", holds: "session, permission gate, actions, REST" },
  { room: "lib/runtime", holds: "the processes: worker, ingest, jobs, commands" },
  { room: "components", holds: "what several screens show; props in, events out" },
  { room: "app", holds: "pages, actions, routes" },
  { room: "e2e/simulators", holds: "the systems around us" },
  { room: "e2e/demo", holds: "the demo's people, seed and trickle" },
  { room: "lib/runtime/start.ts", holds: "npm start: the product, or the demo" },
  { room: "e2e", holds: "journeys, faults, benchmarks, checks" },
]

/** Files of the top level belong to the app: Next looks for them there. */
const TOP_LEVEL = "app"

/** Of `lib/runtime/start.ts` and `lib/runtime` the longer name counts. */
export function layerOf(path: string): string | null {
  if (!path.includes("/")) return TOP_LEVEL
  const rooms = LAYERS.map(({ room }) => room).filter((room) => path === room || path.startsWith(`${room}/`))
  return rooms.reduce<string | null>((longest, room) => (longest === null || room.length > longest.length ? room : longest), null)
}

export const heightOf = (room: string): number => LAYERS.findIndex((layer) => layer.room === room)

/** Tests, and what only tests use: they compose the product, so no layer holds them. */
export const isTest = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) || /\/testing\//.test(path) || /[/-]testing(-setup)?\.ts$/.test(path) || /\/sample-[a-z-]+\.ts$/.test(path)

/** The room with what it holds, for a message. */
export const sayRoom = (room: string): string => `${room} (${LAYERS[heightOf(room)]?.holds ?? ""})`
