import { escapeHtml as h, layout } from "./page-layout"
import type { World } from "./world"

/** What came in, what went out, and how much of the quota is left. */
const SHOWN = 100

export const trafficPage = (world: World): string => {
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
      ${faults.length > 0 ? `<h2>Faults in force</h2><ul>${faults.join("")}</ul>` : ""}
      <h2>Calls</h2><div class="scroll"><table><thead><tr><th>Time</th><th>Method</th><th>Path</th><th>Status</th><th>Took</th><th>Fault</th></tr></thead><tbody>${calls.join("") || '<tr><td colspan="6" class="quiet">Nobody has called yet.</td></tr>'}</tbody></table></div>
      <h2>Webhook deliveries</h2><div class="scroll"><table><thead><tr><th>Time</th><th>Events</th><th>Answer</th><th>Attempt</th></tr></thead><tbody>${deliveries.join("") || '<tr><td colspan="4" class="quiet">None yet.</td></tr>'}</tbody></table></div>`,
  })
}
