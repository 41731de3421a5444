import { expectAccessible, expectFitsPhone } from "./accessibility"
import type { Page } from "@playwright/test"
import { simulatorControl, type SimRecord } from "@/e2e/simulators/hubspot/control/control-client"
import { E2E_SECRETS } from "../server"
import { baseUrl, hubspotUrl, expect, freshPhone, leadOf, send, tagOf, test } from "./journey"

const hubspot = simulatorControl(hubspotUrl)

async function holding(objects: "contacts" | "deals", property: string, start: string): Promise<SimRecord> {
  let found: SimRecord | undefined
  await expect
    .poll(
      async () => {
        found = (await hubspot.state())[objects].find((record) => !record.archived && record.properties[property]?.startsWith(start))
        return found !== undefined
      },
      { timeout: 30_000 },
    )
    .toBe(true)
  if (!found) throw new Error("not in HubSpot")
  return found
}
const contactOf = (leadId: string) => holding("contacts", "onelead_lead_id", leadId)
const dealOf = (leadId: string) => holding("deals", "onelead_deal_id", leadId)

/** The account's own id of a stage of our pipeline. */
async function stageThere(label: string): Promise<string> {
  const answer = await fetch(`${hubspotUrl}/crm/v3/pipelines/deals`, {
    headers: { authorization: `Bearer ${E2E_SECRETS.HUBSPOT_ACCESS_TOKEN}` },
  })
  const { results } = (await answer.json()) as { results: { label: string; stages: { id: string; label: string }[] }[] }
  const found = results.find((pipeline) => pipeline.label === "Onelead")?.stages.find((stage) => stage.label === label)
  if (!found) throw new Error(`no stage ${label}`)
  return found.id
}

async function editLead(leadId: string, fields: Record<string, string>): Promise<void> {
  const answer = await fetch(`${baseUrl}/api/v1/leads/${leadId}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${E2E_SECRETS.ONELEAD_API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify(fields),
  })
  expect(answer.status).toBe(200)
}

async function newLead(name: string): Promise<{ leadId: string; receipt: string; name: string }> {
  const phone = freshPhone()
  const called = `${name} ${tagOf(phone)}`
  const { id } = await send("website", { name: called, phone, email: `sync${phone.slice(-8)}@mail.example` })
  return { leadId: await leadOf(id), receipt: id, name: called }
}

const column = (page: Page, name: string) => page.locator("section", { has: page.getByRole("heading", { name: new RegExp(`^${name}`) }) })
const causes = (page: Page) => page.getByRole("list", { name: "Causes" }).getByRole("listitem")

/** Removes what a journey left behind. */
test.afterEach(async ({ page }) => {
  await hubspot.faults([])
  await page.close()
})

test("a new lead is in HubSpot within moments, and the screens show it", async ({ page, signIn }) => {
  await signIn("admin")
  const { leadId, name } = await newLead("Salma Hadid")
  const contact = await contactOf(leadId)
  expect((await dealOf(leadId)).properties["dealname"]).toContain(name)
  await page.goto("/sync/leads?state=in_sync")
  const row = page.getByRole("row").filter({ hasText: name })
  await expect(row).toContainText(contact.id)
  await expect(row.getByText("In sync")).toBeVisible()
  await row.getByRole("link", { name }).click()
  await page.getByRole("tab", { name: "HubSpot" }).click()
  const panel = page.getByRole("tabpanel", { name: "HubSpot" })
  await expect(panel.getByText("in sync", { exact: true })).toBeVisible()
  await expect(panel.getByRole("row").filter({ hasText: "contacts.upsert" })).toContainText(/200|201/)
})

test("the five numbers add up to all leads, and each links to its leads", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/sync")
  const tiles = page.getByRole("list", { name: "All leads by state" }).getByRole("link")
  await expect(tiles).toHaveCount(5)
  const texts = await tiles.allInnerTexts()
  const read = (text: string) => Number(/\n([\d,]+)\n/.exec(text)?.[1]?.replaceAll(",", ""))
  const total = Number(/of ([\d,]+)\./.exec(texts[0] ?? "")?.[1]?.replaceAll(",", ""))
  expect(texts.map(read).reduce((sum, count) => sum + count, 0)).toBe(total)
  await tiles.filter({ hasText: "Excluded" }).click()
  await expect(page).toHaveURL(/state=excluded/)
  await expect(page.getByRole("row").filter({ hasText: "Excluded" })).toHaveCount(Math.min(50, read(texts[4] ?? "")))
  await expect(page.getByRole("button", { name: /Pause|Disconnect/ })).toHaveCount(0)
})

test("a colleague's change in HubSpot is on the open board without a reload", async ({ page, signIn }) => {
  const { leadId, name } = await newLead("Board Watcher")
  const [contact, deal] = [await contactOf(leadId), await dealOf(leadId)]
  await signIn("manager")
  await expect(column(page, "New Lead").getByText(name)).toBeVisible()
  const renamed = name.replace("Watcher", "Renamed")
  const lastname = renamed.split(" ").slice(1).join(" ")
  await hubspot.edit({ op: "update", objectType: "contacts", id: contact.id, properties: { lastname } })
  await expect(column(page, "New Lead").getByText(renamed)).toBeVisible({ timeout: 20_000 })
  await hubspot.edit({ op: "update", objectType: "deals", id: deal.id, properties: { dealstage: await stageThere("Contacted") } })
  await expect(column(page, "Contacted").getByText(renamed)).toBeVisible({ timeout: 20_000 })
})

test("what HubSpot refuses is grouped by its cause with what helps, and one press sends it", async ({ page, signIn }) => {
  test.slow()
  await signIn("admin")
  // A refused read would stop all calls before the lead's own is refused.
  await hubspot.faults([{ kind: "forbidden", path: "^/crm/.*/contacts/batch/(create|upsert|update)", times: null }])
  const { leadId, name } = await newLead("Refused Person")
  await page.goto("/sync")
  const cause = causes(page).filter({ hasText: "lacks a permission" }).first()
  await expect(cause).toContainText(/Missing: crm\./, { timeout: 30_000 })
  await expect(cause).toContainText("Give the app the permission")
  await cause.getByRole("link", { name: /^\d+ leads?$/ }).click()
  await expect(page).toHaveURL(/cause=scope/)
  await expect(page.getByRole("row").filter({ hasText: "lacks a permission" }).first()).toContainText("Parked")
  await page.goto("/sync/leads?state=parked")
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Parked")
  await page.goto("/sync")
  await hubspot.faults([])
  await cause.getByRole("button", { name: "Try again" }).click()
  await contactOf(leadId)
  await expect(causes(page).filter({ hasText: "lacks a permission" })).toHaveCount(0, { timeout: 20_000 })
})

test("a pause queues and sends later; where both sides changed meanwhile, a person decides", async ({ page, signIn }) => {
  test.slow()
  await signIn("admin")
  const { leadId, name } = await newLead("Twice Changed")
  const contact = await contactOf(leadId)
  await page.goto("/sync")
  const badge = page.getByRole("banner").or(page.locator("header")).getByText("Paused", { exact: true })
  await page.getByRole("button", { name: "Pause" }).click()
  await expect(badge).toBeVisible()
  await hubspot.edit({ op: "update", objectType: "contacts", id: contact.id, properties: { company: "Theirs LLC" } })
  await editLead(leadId, { company: "Ours LLC" })
  await page.goto("/sync/leads?state=parked")
  await expect(page.getByRole("row").filter({ hasText: name })).toBeVisible()
  expect((await contactOf(leadId)).properties["company"]).toBe("Theirs LLC")
  await page.goto("/sync")
  await page.getByRole("button", { name: "Resume" }).click()
  await expect(page.getByText("Connected", { exact: true })).toBeVisible()
  const conflict = page.getByRole("list", { name: "Overruled values" }).getByRole("listitem").filter({ hasText: name })
  await expect(conflict).toContainText("Ours LLC", { timeout: 30_000 })
  const turn = conflict.getByRole("button", { name: /^Use (ours|theirs)$/ })
  const chosen = (await turn.innerText()) === "Use ours" ? "Ours LLC" : "Theirs LLC"
  await turn.click()
  await expect(conflict).toContainText("Omar Al Mazrouei", { timeout: 20_000 })
  await expect.poll(async () => (await contactOf(leadId)).properties["company"], { timeout: 20_000 }).toBe(chosen)
})

test("an event is traced from the intake log to HubSpot and back", async ({ page, signIn }) => {
  await signIn("admin")
  const { leadId, receipt, name } = await newLead("Traced Person")
  const contact = await contactOf(leadId)
  await dealOf(leadId)
  await page.goto("/intake?channel=website")
  await page
    .getByRole("row")
    .filter({ has: page.locator(`a[href="/intake/${receipt}"]`) })
    .getByRole("link", { name: "Trace" })
    .click()
  await expect(page).toHaveURL(new RegExp(`/sync/trace/${receipt}`))
  const leadTrace = page.getByRole("list", { name: "For this lead" })
  await expect(page.getByRole("list", { name: "Coming in" })).toContainText("the sender's signature was checked")
  for (const step of ["Made a new lead", "Noted for HubSpot in the same transaction", "Contact and deal compared and written"])
    await expect(leadTrace.getByRole("heading", { name: step, exact: true }).first()).toBeVisible()
  await expect(leadTrace.getByRole("heading", { name: `Accepted: contact ${contact.id}` })).toBeVisible()
  const correlationId = (await leadTrace.locator("code").first().innerText()).trim()
  await page.getByLabel("Receipt, lead or correlation id").fill(correlationId)
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { name: "The work" })).toBeVisible()
  // The work may hold several calls of this id.
  await expect(page.getByRole("list", { name: "Coming in" }).getByText(correlationId).first()).toBeVisible()

  await hubspot.edit({ op: "update", objectType: "contacts", id: contact.id, properties: { company: "Falcon Tours" } })
  await page.goto(`/leads/${leadId}`)
  await expect(page.getByRole("region", { name: "About this lead" }).getByText("Falcon Tours").first()).toBeVisible({ timeout: 20_000 })
  await page.goto("/intake?channel=hubspot&state=done")
  const news = page
    .getByRole("row")
    .filter({ has: page.locator(`a[href="/leads/${leadId}"]`) })
    .first()
  await news.getByRole("link", { name: "Trace" }).click()
  await expect(page.getByRole("link", { name: new RegExp(name) })).toBeVisible()
  await expect(page.getByRole("list", { name: "Coming in" }).getByRole("heading", { name: /^Read:/ })).toBeVisible()
})

test("disconnecting says first what it does, and connecting again repairs everything", async ({ page, signIn }) => {
  await signIn("admin")
  await page.goto("/sync")
  const open = page.getByRole("button", { name: "Disconnect …" })
  await open.focus()
  await page.keyboard.press("Enter")
  const dialog = page.getByRole("dialog", { name: "Disconnect HubSpot?" })
  await expect(dialog).toContainText("Nothing is deleted, here or there.")
  await page.keyboard.press("Escape")
  await expect(dialog).toBeHidden()
  await expect(open).toBeFocused()
  await page.keyboard.press("Enter")
  await dialog.getByRole("button", { name: "Disconnect", exact: true }).click()
  await expect(page.getByText("Disconnected", { exact: true })).toBeVisible()
  const { leadId } = await newLead("Missed Meanwhile")
  await page.getByRole("button", { name: "Connect", exact: true }).click()
  await expect(page.getByText("Connected", { exact: true })).toBeVisible()
  await contactOf(leadId)
})

test("an admin sees each connection, tries it, and is never shown its secret", async ({ page, signIn }) => {
  await signIn("admin")
  await page.goto("/settings/connections")
  const connection = page.getByRole("listitem", { name: "HubSpot" })
  await expect(connection.getByText("Connected", { exact: true })).toBeVisible()
  await expect(connection).toContainText("The account has everything the sync needs.")
  await connection.getByRole("button", { name: "Test connection" }).click()
  await expect(page.getByText("HubSpot answers.")).toBeVisible()
  expect(await page.content()).not.toContain(E2E_SECRETS.HUBSPOT_ACCESS_TOKEN)
  await page.getByRole("button", { name: "Connect Salesforce" }).click()
  const dialog = page.getByRole("dialog", { name: "Connect Salesforce" })
  await dialog.getByRole("button", { name: "Continue to Salesforce" }).click()
  await expect(dialog.getByText("This is needed.").first()).toBeVisible()
  await dialog.getByLabel("How to connect").selectOption("By credentials")
  await dialog.getByRole("button", { name: "Save" }).click()
  await expect(dialog.getByText("This is needed.").first()).toBeVisible()
})

test("a colleague without a HubSpot user is mapped once", async ({ page, signIn }) => {
  await signIn("admin")
  await page.goto("/settings/crm#owners")
  const stranger = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /^Yousef Haddad/ }) })
  await expect(stranger.getByRole("cell", { name: "no user", exact: true })).toBeVisible()
  const choice = stranger.getByRole("combobox")
  await choice.selectOption({ label: (await choice.getByRole("option").filter({ hasText: "falcon-cars" }).innerText()).trim() })
  await page.getByRole("button", { name: "Save owners" }).click()
  await expect(page.getByText(/^Saved\. \d+ leads are compared again\.$/)).toBeVisible()
  await page.goto("/sync")
  await expect(causes(page).filter({ hasText: "Yousef Haddad has no HubSpot user" })).toHaveCount(0)
  await page.goto("/settings/crm#owners")
  await expect(choice).not.toHaveValue("")
  await choice.selectOption("")
  await page.getByRole("button", { name: "Save owners" }).click()
  await expect(page.getByText(/^Saved\./)).toBeVisible()
  await page.goto("/sync")
  await expect(causes(page).filter({ hasText: "Yousef Haddad has no HubSpot user" })).toHaveCount(1)
})

test("no screen of the sync breaks a WCAG 2.2 AA rule in either theme or scrolls a phone sideways", async ({ page, signIn }) => {
  test.slow()
  await page.emulateMedia({ reducedMotion: "reduce" })
  const { leadId, receipt } = await newLead("Seen Person")
  await contactOf(leadId)
  await signIn("admin")
  for (const path of [
    "/sync",
    "/sync/leads",
    "/sync/trace/nowhere",
    `/sync/trace/${receipt}`,
    `/leads/${leadId}`,
    "/settings/crm",
    "/settings/connections",
  ]) {
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(path)
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
    await expectAccessible(page)
    await expectFitsPhone(page)
  }
})
