import { FaultInput } from "@/e2e/simulators/hubspot/api/faults"
import { escapeHtml as h, layout } from "./page-layout"
import type { World } from "@/e2e/simulators/hubspot/api/world"

/** Incoming and outgoing calls, the remaining quota, and faults on demand. */
const SHOWN = 100

/** The faults worth showing on the page; the control API has them all. */
const TROUBLES: readonly [kind: string, words: string][] = [
  ["unavailable", "HubSpot is down (503)"],
  ["rate_limit", "Too many calls (429)"],
  ["forbidden", "A permission is missing (403)"],
  ["unauthorized", "The token is refused (401)"],
  ["lost", "The write stands, its answer is lost"],
]

/** Makes API calls fail in one way, so many times, or until cleared. */
export function submitFault(world: World, form: URLSearchParams): { location: string } {
  world.faults.clear()
  const times = form.get("times") ?? ""
  const fault = FaultInput.safeParse({ kind: form.get("kind"), times: times === "" ? null : Number(times), path: "/crm/v3/objects/" })
  if (fault.success && !form.has("clear")) world.faults.add([fault.data])
  return { location: "/traffic" }
}

const troubleForm = (isOn: boolean): string =>
  `<form class="bar" method="post" action="/traffic"><select name="kind" aria-label="Trouble">${TROUBLES.map(([kind, words]) => `<option value="${kind}">${h(words)}</option>`).join("")}</select>
  <select name="times" aria-label="How often"><option value="1">once</option><option value="5">5 times</option><option value="">until cleared</option></select><button>Cause it</button>
  ${isOn ? '<button name="clear" value="1" class="danger">Clear</button>' : ""}</form>`

export function trafficPage(world: World): string {
  const { portal } = world
  const clock = (at: number): string =>
    h(new Intl.DateTimeFormat("en-GB", { timeZone: portal.settings.timeZone, timeStyle: "medium" }).format(at))
  const calls = world.log
    .list()
    .slice(-SHOWN)
    .reverse()
    .map(
      (entry) =>
        `<tr><td class="num">${clock(entry.at)}</td><td>${h(entry.method)}</td><td><code>${h(entry.url.slice(0, 120))}</code></td><td class="num">${entry.status ?? "no answer"}</td><td class="num">${entry.durationMs} ms</td><td>${h(entry.fault ?? "")}</td></tr>`,
    )
  const deliveries = world.webhooks
    .deliveries()
    .slice(-SHOWN)
    .reverse()
    .map(
      (delivery) =>
        `<tr><td class="num">${clock(delivery.at)}</td><td>${delivery.events.length} × ${h([...new Set(delivery.events.map((event) => event.subscriptionType))].join(", "))}</td><td class="num">${delivery.status ?? h(delivery.error ?? "failed")}</td><td class="num">${delivery.attempt}</td></tr>`,
    )
  const webhooks = world.webhooks.state()
  const faults = world.faults
    .list()
    .map(
      (fault) =>
        `<li><code>${h(fault.kind)} ${h(fault.method ?? "")} ${h(fault.path ?? "every call")}</code>, ${fault.times === null ? "until cleared" : `${fault.times} more`}</li>`,
    )
  const { burst, search, daily } = world.limits.refused()
  return layout({
    title: "Traffic",
    active: "traffic",
    body: `<p>${world.limits.usedToday().toLocaleString("en")} of ${portal.settings.limits.daily.toLocaleString("en")} calls used today. Refused: ${burst} for the ten-second window, ${search} searches, ${daily} for the day.</p>
      <p>Webhooks: ${webhooks["config"] ? `${String(webhooks["pending"])} waiting, ${String(webhooks["delivered"])} delivered, ${String(webhooks["failed"])} failed` : "no target set"}.</p>
      <h2>Trouble on demand</h2>${troubleForm(faults.length > 0)}${faults.length > 0 ? `<ul>${faults.join("")}</ul>` : ""}
      <h2>Calls</h2><div class="scroll"><table><thead><tr><th>Time</th><th>Method</th><th>Path</th><th>Status</th><th>Took</th><th>Fault</th></tr></thead><tbody>${calls.join("") || '<tr><td colspan="6" class="quiet">Nobody has called yet.</td></tr>'}</tbody></table></div>
      <h2>Webhook deliveries</h2><div class="scroll"><table><thead><tr><th>Time</th><th>Events</th><th>Answer</th><th>Attempt</th></tr></thead><tbody>${deliveries.join("") || '<tr><td colspan="4" class="quiet">None yet.</td></tr>'}</tbody></table></div>`,
  })
}
