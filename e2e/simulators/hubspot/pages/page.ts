import { applyEdit, EditInput } from "@/e2e/simulators/hubspot/control/edits"
import { escapeHtml as h, layout } from "./page-layout"
import { findRecord, liveLinks, type CrmRecord, type Portal } from "@/e2e/simulators/hubspot/account/portal"
import { ApiProblem } from "@/e2e/simulators/hubspot/account/problems"
import { TYPE_FACTS, type ObjectType } from "@/e2e/simulators/hubspot/account/object-types"
import type { Stage } from "@/e2e/simulators/hubspot/account/schema"
import { submitFault, trafficPage } from "./page-traffic"
import type { World } from "@/e2e/simulators/hubspot/api/world"

/** Pages to work in the account: contacts, deals by stage, one record with its timeline, and the traffic. */
export type PageAnswer = { status: number; html: string } | { location: string }

const PAGE = 50

export function pageRoutes(world: World, method: string, url: URL, form: URLSearchParams): PageAnswer {
  const [section = "", id] = url.pathname.split("/").filter((part) => part !== "")
  if (method === "POST") return section === "traffic" ? submitFault(world, form) : submit(world.portal, url, form)
  const notice = url.searchParams.get("error")
  switch (section) {
    case "":
      return { location: "/contacts" }
    case "contacts":
      return html(id ? recordPage(world.portal, "contacts", id, notice) : contactsPage(world.portal, url, notice))
    case "deals":
      return html(id ? recordPage(world.portal, "deals", id, notice) : dealsPage(world.portal, notice))
    case "traffic":
      return html(trafficPage(world))
    default:
      return { status: 404, html: layout({ title: "Nothing here", active: "", body: "<p>There is no such page.</p>" }) }
  }
}

const html = (text: string): PageAnswer => ({ status: 200, html: text })

/** A form names its edit in `op`; everything called `p.<property>` is a value. */
function submit(portal: Portal, url: URL, form: URLSearchParams): PageAnswer {
  const fields = Object.fromEntries([...form].filter(([name]) => !name.startsWith("p.")))
  const properties = Object.fromEntries([...form].filter(([name]) => name.startsWith("p.")).map(([name, value]) => [name.slice(2), value]))
  const back = form.get("back") ?? url.pathname
  const home = /^\/(?!\/)/.test(back) ? back : "/"
  try {
    const edit = EditInput.parse({
      ...fields,
      properties: changedOnly(portal, fields, properties),
      associateWith: form.getAll("associateWith"),
    })
    const record = applyEdit(portal, edit)
    return { location: record && edit.op !== "update" ? `/${fields["objectType"]}/${String(record["id"])}` : home }
  } catch (error) {
    const message =
      error instanceof ApiProblem ? (error.body.errors?.map((one) => one.message).join(" ") ?? error.message) : "That could not be read."
    return { location: `${home.split("?")[0]}?error=${encodeURIComponent(message)}` }
  }
}

/** A form carries every field; only those that differ are edits. */
function changedOnly(portal: Portal, fields: Record<string, string>, properties: Record<string, string>): Record<string, string> {
  const type = fields["objectType"] === "deals" ? "deals" : "contacts"
  const record = fields["id"] === undefined ? undefined : findRecord(portal, type, fields["id"])
  const changed = Object.fromEntries(
    Object.entries(properties).filter(([name, value]) => {
      const held = record?.values[name] ?? ""
      return value !== (portal.tables[type].properties.get(name)?.type === "datetime" ? held.slice(0, 10) : held)
    }),
  )
  const pipeline = portal.pipelines.find((one) => one.stages.some((stage) => stage.id === changed["dealstage"]))
  // A person picks a stage; the pipeline it belongs to is set by the page.
  return pipeline && pipeline.id !== record?.values["pipeline"] ? { ...changed, pipeline: pipeline.id } : changed
}

function nameOf(record: CrmRecord): string {
  if (record.type === "deals") return record.values["dealname"] ?? `Deal ${record.id}`
  const name = [record.values["firstname"], record.values["lastname"]].filter(Boolean).join(" ")
  return name || record.values["email"] || record.values["phone"] || `Contact ${record.id}`
}

function when(portal: Portal, at: number): string {
  const text = new Intl.DateTimeFormat("en-GB", { timeZone: portal.settings.timeZone, dateStyle: "medium", timeStyle: "short" }).format(at)
  return `<time datetime="${new Date(at).toISOString()}">${h(text)}</time>`
}

function contactsPage(portal: Portal, url: URL, notice: string | null): string {
  const query = (url.searchParams.get("q") ?? "").trim().toLowerCase()
  const archived = url.searchParams.get("archived") === "1"
  const all = [...portal.tables.contacts.records.values()].filter((record) => (record.archivedAt !== null) === archived)
  const found = all.filter(
    (record) =>
      query === "" ||
      ["firstname", "lastname", "email", "phone", "company"].some((name) => (record.values[name] ?? "").toLowerCase().includes(query)),
  )
  const newest = found.sort((a, b) => b.updatedAt - a.updatedAt).slice(0, PAGE)
  const rows = newest.map(
    (record) => `<tr><td>${archived ? h(nameOf(record)) : `<a href="/contacts/${record.id}" dir="auto">${h(nameOf(record))}</a>`}</td>
      <td>${h(record.values["email"] ?? "")}</td><td class="num">${h(record.values["phone"] ?? "")}</td>
      <td>${h(labelOf(portal, "contacts", "lifecyclestage", record.values["lifecyclestage"]))}</td><td>${h(ownerName(portal, record.values["hubspot_owner_id"]))}</td>
      <td>${when(portal, record.updatedAt)}</td>
      <td>${archived ? button("restore", record, "Restore", "/contacts") : ""}</td></tr>`,
  )
  const empty = query
    ? "No contact matches."
    : archived
      ? "Nothing has been deleted."
      : "No contacts yet. Create one, or let Onelead send its leads."
  return layout({
    title: archived ? "Deleted contacts" : "Contacts",
    active: "contacts",
    notice,
    body: `<div class="bar"><form role="search"><input type="search" name="q" value="${h(query)}" placeholder="Name, email or phone" aria-label="Search contacts">
        ${archived ? '<input type="hidden" name="archived" value="1">' : ""}<button>Search</button></form>
        <span class="quiet">${found.length} of ${all.length}</span>
        <a class="quiet" href="/contacts${archived ? "" : "?archived=1"}">${archived ? "Back to contacts" : "Deleted"}</a>
        <details class="new"><summary>Create contact</summary>${createForm(portal, "contacts", ["firstname", "lastname", "email", "phone"])}</details></div>
      <div class="scroll"><table><thead><tr><th>Name</th><th>Email</th><th>Phone</th><th>Lifecycle stage</th><th>Owner</th><th>Last modified</th><th></th></tr></thead>
      <tbody>${rows.join("") || `<tr><td colspan="7" class="quiet">${empty}</td></tr>`}</tbody></table></div>`,
  })
}

function dealsPage(portal: Portal, notice: string | null): string {
  const live = [...portal.tables.deals.records.values()].filter((deal) => deal.archivedAt === null)
  const boards = portal.pipelines.map((pipeline) => {
    const columns = pipeline.stages.map((stage) =>
      stageColumn(
        portal,
        pipeline.stages,
        stage,
        live.filter((deal) => deal.values["pipeline"] === pipeline.id && deal.values["dealstage"] === stage.id),
      ),
    )
    const board = `<div class="board">${columns.join("")}</div>`
    // An unused pipeline is collapsed below those in use.
    const isUsed = live.some((deal) => deal.values["pipeline"] === pipeline.id)
    const text = isUsed
      ? `<h2>${h(pipeline.label)}</h2>${board}`
      : `<details><summary><b>${h(pipeline.label)}</b>, empty</summary>${board}</details>`
    return { isUsed, text }
  })
  const sorted = boards.sort((a, b) => Number(b.isUsed) - Number(a.isUsed)).map(({ text }) => text)
  const unplaced = live.filter((deal) => deal.values["dealstage"] === undefined)
  const rest =
    unplaced.length > 0
      ? `<h2>Without a stage</h2><div class="board"><section class="column">${unplaced.map((deal) => dealCard(portal, [], deal)).join("")}</section></div>`
      : ""
  return layout({
    title: "Deals",
    active: "deals",
    notice,
    body: `<div class="bar"><span class="quiet">${live.length} deals. Choose a stage on a card to move it.</span>
      <details class="new"><summary>Create deal</summary>${createForm(portal, "deals", ["dealname", "amount", "dealstage", "closedate"])}</details></div>${sorted.join("")}${rest}`,
  })
}

function stageColumn(portal: Portal, stages: readonly Stage[], stage: Stage, deals: readonly CrmRecord[]): string {
  const sum = deals.reduce((total, deal) => total + Number(deal.values["amount"] ?? 0), 0)
  const cards = [...deals].sort((a, b) => b.updatedAt - a.updatedAt).slice(0, PAGE)
  return `<section class="column" aria-label="${h(stage.label)}"><header><h3>${h(stage.label)}</h3><span class="quiet">${deals.length} · ${sum.toLocaleString("en")} ${portal.settings.currency}</span></header>
    ${cards.map((deal) => dealCard(portal, stages, deal)).join("") || '<p class="quiet">Empty</p>'}</section>`
}

function dealCard(portal: Portal, stages: readonly Stage[], deal: CrmRecord): string {
  const people = linked(portal, deal, "contacts").map((contact) => `<a href="/contacts/${contact.id}" dir="auto">${h(nameOf(contact))}</a>`)
  const options = stages.map(
    (stage) => `<option value="${h(stage.id)}"${stage.id === deal.values["dealstage"] ? " selected" : ""}>${h(stage.label)}</option>`,
  )
  return `<article class="card"><a href="/deals/${deal.id}" dir="auto"><b>${h(nameOf(deal))}</b></a>
    <span class="quiet">${h(deal.values["amount"] ?? "no amount")} · ${people.join(", ") || "nobody"}</span>
    ${
      stages.length === 0
        ? ""
        : `<form method="post" action="/deals">${hidden({ op: "update", objectType: "deals", id: deal.id, back: "/deals" })}
    <select name="p.dealstage" aria-label="Stage of ${h(nameOf(deal))}" data-submit>${options.join("")}</select><noscript><button>Move</button></noscript></form>`
    }</article>`
}

const linked = (portal: Portal, record: CrmRecord, type: ObjectType): CrmRecord[] =>
  liveLinks(portal, record.id, type)
    .map(([id]) => findRecord(portal, type, id))
    .filter((other) => other !== undefined)

const FIELDS: Record<"contacts" | "deals", string[]> = {
  contacts: [
    "firstname",
    "lastname",
    "email",
    "phone",
    "mobilephone",
    "company",
    "country",
    "lifecyclestage",
    "hs_lead_status",
    "hubspot_owner_id",
  ],
  deals: ["dealname", "amount", "pipeline", "dealstage", "closedate", "hubspot_owner_id", "closed_lost_reason", "description"],
}

function recordPage(portal: Portal, type: "contacts" | "deals", id: string, notice: string | null): string {
  const record = findRecord(portal, type, id)
  if (!record)
    return layout({
      title: "Not here",
      active: type,
      notice,
      body: `<p>There is no ${TYPE_FACTS[type].singular} ${h(id)}: it was deleted, or never existed.</p>`,
    })
  const custom = [...portal.tables[type].properties.values()]
    .filter((property) => !property.hubspotDefined && !property.archived)
    .map((property) => property.name)
  const inputs = [...FIELDS[type], ...custom].map((name) => field(portal, type, name, record.values[name] ?? "")).join("")
  const other = type === "contacts" ? "deals" : "contacts"
  const links = linked(portal, record, other).map((one) => `<li><a href="/${other}/${one.id}" dir="auto">${h(nameOf(one))}</a></li>`)
  const back = `/${type}/${record.id}`
  return layout({
    title: nameOf(record),
    active: type,
    notice,
    body: `<p class="quiet">Record ${record.id} · created ${when(portal, record.createdAt)} · modified ${when(portal, record.updatedAt)}${record.values["hs_merged_object_ids"] ? ` · merged from ${h(record.values["hs_merged_object_ids"])}` : ""}</p>
      <div class="two"><form class="fields" method="post" action="/${type}">${hidden({ op: "update", objectType: type, id: record.id, back })}${inputs}<button class="primary">Save</button></form>
      <aside><h2>${other === "deals" ? "Deals" : "Contacts"}</h2><ul>${links.join("") || '<li class="quiet">None</li>'}</ul>
      <h2>Timeline</h2>${timeline(portal, record)}<h2>History</h2>${history(portal, record)}
      <h2>Actions</h2><form class="inline" method="post" action="/${type}">${hidden({ op: "merge", objectType: type, primaryId: record.id, back })}
      <input name="mergeId" required inputmode="numeric" placeholder="Record id" aria-label="Record to merge into this one"><button>Merge into this</button></form>
      ${button("delete", record, "Delete", `/${type}`)}${type === "contacts" ? button("privacyDelete", record, "Delete for privacy", "/contacts") : ""}</aside></div>`,
  })
}

function timeline(portal: Portal, record: CrmRecord): string {
  const kinds: [ObjectType, string][] = [
    ["notes", "hs_note_body"],
    ["calls", "hs_call_title"],
    ["communications", "hs_communication_body"],
    ["tasks", "hs_task_subject"],
  ]
  const items = kinds
    .flatMap(([type, text]) => linked(portal, record, type).map((one) => ({ one, text: one.values[text] ?? "" })))
    .sort((a, b) => Date.parse(b.one.values["hs_timestamp"] ?? "") - Date.parse(a.one.values["hs_timestamp"] ?? ""))
    .slice(0, PAGE)
    .map(
      ({ one, text }) =>
        `<li><b>${h(TYPE_FACTS[one.type].singular)}</b> ${when(portal, Date.parse(one.values["hs_timestamp"] ?? "") || one.createdAt)}<br><span dir="auto">${h(text.replace(/<[^>]+>/g, " ").slice(0, 300))}</span></li>`,
    )
  return `<ol class="plain">${items.join("") || '<li class="quiet">Nothing yet</li>'}</ol>`
}

function history(portal: Portal, record: CrmRecord): string {
  const items = record.changes
    .slice(-30)
    .reverse()
    .map(
      (change) =>
        `<li>${when(portal, change.at)} <b>${h(change.property)}</b> → <span dir="auto">${h(change.value || "(empty)")}</span> <span class="quiet">${h(change.by.changeSource)} ${h(change.by.sourceId)}</span></li>`,
    )
  return `<ol class="plain">${items.join("") || '<li class="quiet">Unchanged since it was made</li>'}</ol>`
}

const hidden = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `<input type="hidden" name="${h(name)}" value="${h(value)}">`)
    .join("")

const button = (op: string, record: CrmRecord, label: string, back: string): string =>
  `<form class="inline" method="post" action="/${record.type}">${hidden({ op, objectType: record.type, id: record.id, back })}<button${op === "restore" ? "" : ` class="danger" data-confirm="${h(`${label}: ${nameOf(record)}?`)}"`}>${label}</button></form>`

const createForm = (portal: Portal, type: "contacts" | "deals", names: readonly string[]): string =>
  `<form class="fields" method="post" action="/${type}">${hidden({ op: "create", objectType: type, back: `/${type}` })}${names.map((name) => field(portal, type, name, "")).join("")}
  ${type === "deals" ? '<label>Contact id<input name="associateWith" inputmode="numeric" data-optional></label>' : ""}<button class="primary">Create</button></form>`

function choices(portal: Portal, type: ObjectType, name: string): [string, string][] | null {
  if (name === "hubspot_owner_id")
    return portal.owners.filter((owner) => !owner.archived).map((owner) => [owner.id, `${owner.firstName} ${owner.lastName}`])
  if (name === "pipeline") return portal.pipelines.map((pipeline) => [pipeline.id, pipeline.label])
  if (name === "dealstage")
    return portal.pipelines.flatMap((pipeline) => pipeline.stages.map((stage): [string, string] => [stage.id, stage.label]))
  const property = portal.tables[type].properties.get(name)
  if (property?.type === "bool") return ["true", "false"].map((value) => [value, value])
  return property?.type === "enumeration" && property.fieldType !== "checkbox"
    ? property.options.map((option) => [option.value, option.label])
    : null
}

const labelOf = (portal: Portal, type: ObjectType, name: string, value: string | undefined): string =>
  choices(portal, type, name)?.find(([known]) => known === value)?.[1] ?? value ?? ""

const ownerName = (portal: Portal, id: string | undefined): string =>
  id === undefined ? "" : labelOf(portal, "contacts", "hubspot_owner_id", id)

function field(portal: Portal, type: "contacts" | "deals", name: string, value: string): string {
  const property = portal.tables[type].properties.get(name)
  const label = h(property?.label ?? name)
  const options = choices(portal, type, name)
  if (options) {
    const list = [["", "—"], ...options].map(
      ([known = "", text = ""]) => `<option value="${h(known)}"${known === value ? " selected" : ""}>${h(text)}</option>`,
    )
    return `<label>${label}<select name="p.${h(name)}">${list.join("")}</select></label>`
  }
  const isDate = property?.type === "datetime" || property?.type === "date"
  return `<label>${label}<input name="p.${h(name)}" value="${h(isDate ? value.slice(0, 10) : value)}" dir="auto"${isDate ? ' type="date"' : ""}></label>`
}
