import type { Locator, Page } from "@playwright/test"
import { baseUrl, expect, freshPhone, leadOf, newUserPage, prepare, send, stageApi, tagOf, test } from "./journey"

/** Each gate on each path: however a lead is moved, the same is asked, and only a manager's reason overrides it. */
const column = (page: Page, name: string) => page.locator("section", { has: page.getByRole("heading", { name: new RegExp(`^${name}`) }) })

async function newLead(name: string): Promise<{ id: string; name: string }> {
  const phone = freshPhone()
  const full = `${name} ${tagOf(phone)}`
  const receipt = await send("website", { name: full, phone })
  return { id: await leadOf(receipt.id), name: full }
}

/** A lead that lacks nothing for Negotiation but an amount. */
async function leadWithoutAmount(name: string): Promise<{ id: string; name: string }> {
  const lead = await newLead(name)
  await prepare(lead.id, ["amount"])
  return lead
}

const cardOf = (page: Page, lead: { name: string }): Locator => page.getByRole("listitem").filter({ hasText: lead.name })

async function open(page: Page, lead: { name: string }): Promise<void> {
  await page.goto(`/board?view=all&q=${encodeURIComponent(lead.name)}`)
  await expect(cardOf(page, lead)).toBeVisible()
}

async function focusCard(page: Page, lead: { name: string }): Promise<void> {
  const link = page.getByRole("link", { name: new RegExp(lead.name) })
  await expect(async () => {
    await page.keyboard.press("j")
    await expect(link).toBeFocused({ timeout: 300 })
  }).toPass()
}

test.describe.serial("a requirement set by an admin", () => {
  test("shows the leads it affects before it is saved, and can be restored", async ({ page, signIn }) => {
    await signIn("admin")
    await page.goto("/settings/stages")
    await page.getByRole("link", { name: "Negotiation" }).click()
    await page.getByRole("button", { name: "Add an item" }).click()
    await page.getByRole("textbox", { name: "Item 2" }).fill("Licence was seen")
    await page.getByRole("checkbox", { name: "Required" }).last().check()
    await expect(page.getByRole("status").filter({ hasText: /open leads in Negotiation or later would not meet this/ })).toBeVisible()
    await page.getByRole("button", { name: "Save", exact: true }).click()
    await expect(page.getByText(/Checklist: Price was sent in writing \(required\) → .+, Licence was seen \(required\)/)).toBeVisible()
    await page.getByLabel("Probability (%)").fill("71")
    await page.getByRole("button", { name: "Save", exact: true }).click()
    await expect(page.getByText("Probability: 75% → 71%")).toBeVisible()
    await page.getByRole("listitem").filter({ hasText: "75% → 71%" }).getByRole("button", { name: "Restore what was before" }).click()
    await expect(page.getByText("brought back an earlier state")).toBeVisible()
    await expect(page.getByLabel("Probability (%)")).toHaveValue("75")
  })

  test("marks the leads already past it, and moves none of them", async ({ page, signIn }) => {
    await signIn("senior")
    await expect(column(page, "Negotiation").getByText("missing").first()).toBeVisible()
  })

  test("by drag: the dialog asks for exactly what is missing", async ({ page, signIn }) => {
    await signIn("senior")
    const lead = await leadWithoutAmount("Dragged Gate")
    await open(page, lead)
    await cardOf(page, lead).dragTo(column(page, "Negotiation"), { targetPosition: { x: 120, y: 80 } })
    const dialog = page.getByRole("dialog", { name: "Move to Negotiation" })
    await expect(dialog.getByLabel("Amount (AED)")).toBeVisible()
    await expect(dialog.getByRole("textbox")).toHaveCount(1)
    await expect(dialog.getByRole("checkbox")).toHaveCount(1)
    await expect(page.locator("[data-stage=new_lead]").getByText(lead.name)).toBeVisible()
    await dialog.getByLabel("Amount (AED)").fill("about a thousand")
    await dialog.getByLabel("Licence was seen").check()
    await dialog.getByRole("button", { name: "Move", exact: true }).click()
    await expect(dialog.getByText("The amount is not a number.")).toBeVisible()
    await dialog.getByLabel("Amount (AED)").fill("1,250")
    await dialog.getByRole("button", { name: "Move", exact: true }).click()
    await expect(dialog).toBeHidden()
    await expect(column(page, "Negotiation").getByText(lead.name)).toBeVisible()
    await expect(cardOf(page, lead).getByText("AED 1,250")).toBeVisible()
  })

  test("by keyboard alone: a number key opens it, Escape closes it, Enter submits", async ({ page, signIn }) => {
    await signIn("senior")
    const lead = await leadWithoutAmount("Typed Gate")
    await open(page, lead)
    await focusCard(page, lead)
    await page.keyboard.press("5")
    const dialog = page.getByRole("dialog", { name: "Move to Negotiation" })
    await expect(dialog).toBeVisible()
    await page.keyboard.press("Escape")
    await expect(dialog).toBeHidden()
    await expect(column(page, "New Lead").getByText(lead.name)).toBeVisible()
    await page.getByRole("link", { name: new RegExp(lead.name) }).focus()
    await page.keyboard.press("5")
    await dialog.getByLabel("Amount (AED)").focus()
    await page.keyboard.type("900")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await expect(dialog).toBeHidden()
    await expect(column(page, "Negotiation").getByText(lead.name)).toBeVisible()
  })

  test("from the lead's page, where the checklist can be ticked beforehand", async ({ page, signIn }) => {
    await signIn("senior")
    const lead = await leadWithoutAmount("Page Gate")
    await page.goto(`/leads/${lead.id}`)
    await page.getByLabel("Licence was seen").check()
    await expect(page.getByText("5 of 6")).toBeVisible()
    await page.getByRole("button", { name: "Move to …" }).click()
    await page.getByRole("menuitem", { name: "Negotiation" }).click()
    const dialog = page.getByRole("dialog", { name: "Move to Negotiation" })
    await expect(dialog.getByRole("checkbox")).toHaveCount(0)
    await dialog.getByLabel("Amount (AED)").fill("800")
    await dialog.getByRole("button", { name: "Move", exact: true }).click()
    await expect(page.locator("header").getByText("Negotiation").first()).toBeVisible()
  })

  test("in bulk: each lead by itself, with a list of what is missing where", async ({ page, signIn }) => {
    await signIn("senior")
    const leads = [await leadWithoutAmount("Bulk Gate"), await leadWithoutAmount("Bulk Gate")]
    await page.goto("/board?view=all&q=Bulk+Gate")
    for (const lead of leads) {
      await cardOf(page, lead).hover()
      await cardOf(page, lead).getByRole("checkbox").check()
    }
    const bar = page.getByRole("toolbar", { name: "Selected leads" })
    await expect(bar.getByText("2 selected")).toBeVisible()
    await bar.getByRole("button", { name: "Move to …" }).click()
    await page.getByRole("menuitem", { name: "Negotiation" }).click()
    const results = page.getByRole("dialog", { name: "0 of 2 went to Negotiation" })
    await expect(results.getByText("Missing: Amount, Licence was seen")).toHaveCount(2)
    await results.getByRole("button", { name: "Fill in …" }).first().click()
    await page.getByRole("dialog", { name: "Move to Negotiation" }).getByRole("button", { name: "Cancel" }).click()
    await bar.getByRole("button", { name: "Move to …" }).click()
    await page.getByRole("menuitem", { name: "Contacted" }).click()
    await expect(page.getByText("2 leads went to Contacted.")).toBeVisible()
    await expect(bar).toBeHidden()
  })

  test("over the API: 409 with the names of what is missing, which can be sent back as they are", async () => {
    const lead = await leadWithoutAmount("Api Gate")
    const refused = await stageApi(lead.id, { to: "negotiation" })
    expect([refused.status, refused.body.error?.code]).toEqual([409, "gate"])
    const values = Object.fromEntries(
      (refused.body.error?.fields ?? []).map((name) => [name, name.startsWith("checklist:") ? true : "1,100"]),
    )
    expect(Object.keys(values)).toHaveLength(2)
    expect((await stageApi(lead.id, { to: "negotiation", values: { ...values, colour: "red" } })).status).toBe(422)
    const moved = await stageApi(lead.id, { to: "negotiation", values })
    expect([moved.status, moved.body.stage, moved.body.amount]).toEqual([200, "negotiation", 1100])
    expect((await stageApi(lead.id, { to: "booked" })).body.error?.fields).toEqual(["booking"])
    expect((await stageApi(lead.id, { to: "booked", values: { booking: "BK-9" } })).body.stage).toBe("booked")
  })

  test("a manager overrides it with a reason that stays on the lead; an agent is not offered to", async ({ page, signIn, browser }) => {
    const lead = await leadWithoutAmount("Override Gate")
    await signIn("senior")
    await open(page, lead)
    await focusCard(page, lead)
    await page.keyboard.press("5")
    await expect(page.getByRole("dialog").getByLabel("Amount (AED)")).toBeVisible()
    await expect(page.getByRole("dialog").getByLabel(/Move anyway/)).toHaveCount(0)
    const other = await newUserPage(browser.newContext({ baseURL: baseUrl }))
    await signIn("manager", other)
    await open(other, lead)
    await focusCard(other, lead)
    await other.keyboard.press("5")
    const dialog = other.getByRole("dialog", { name: "Move to Negotiation" })
    await dialog.getByLabel(/Move anyway/).check()
    await dialog.getByLabel("Why does the gate not apply?").fill("Owner’s friend, price agreed by phone")
    await dialog.getByRole("button", { name: "Move", exact: true }).click()
    await expect(dialog).toBeHidden()
    await other.goto(`/leads/${lead.id}`)
    await expect(other.getByText(/overriding the gate: Owner’s friend/)).toBeVisible()
    await expect(other.getByText(/Missing for this stage: Amount, Licence was seen/)).toBeVisible()
    await other.context().close()
  })
})

test("a new lead goes to Contacted with a contact that is logged in the same dialog, and to Qualified with one that reached the person", async ({
  page,
  signIn,
}) => {
  await signIn("senior")
  const lead = await newLead("Unspoken Lead")
  await open(page, lead)
  await cardOf(page, lead).dragTo(column(page, "Contacted"), { targetPosition: { x: 120, y: 80 } })
  const contacted = page.getByRole("dialog", { name: "Move to Contacted" })
  await contacted.getByLabel("Log a contact").selectOption("No answer")
  await contacted.getByRole("button", { name: "Move", exact: true }).click()
  await expect(column(page, "Contacted").getByText(lead.name)).toBeVisible()
  await focusCard(page, lead)
  await page.keyboard.press("3")
  const qualified = page.getByRole("dialog", { name: "Move to Qualified" })
  await expect(qualified.getByLabel("Log a contact").getByRole("option")).toHaveText(["How did you get in touch?", "Spoke on the phone"])
  await expect(qualified.getByRole("checkbox")).toHaveCount(3)
  await qualified.getByLabel("Log a contact").selectOption("Spoke on the phone")
  for (const box of await qualified.getByRole("checkbox").all()) await box.check()
  await qualified.getByRole("button", { name: "Move", exact: true }).click()
  await expect(column(page, "Qualified").getByText(lead.name)).toBeVisible()
})

test("losing a lead takes a reason of the list and a note, and coming back starts a new run", async ({ page, signIn }) => {
  await signIn("senior")
  const lead = await newLead("Lost Again")
  await open(page, lead)
  await focusCard(page, lead)
  await page.keyboard.press("7")
  const dialog = page.getByRole("dialog", { name: "Move to Lost" })
  await dialog.getByLabel("Why is it lost?").selectOption("No car available")
  await dialog.getByLabel("In a few words").fill("Wanted a seven-seater for Eid")
  await dialog.getByRole("button", { name: "Move", exact: true }).click()
  await expect(column(page, "Lost").getByText(lead.name)).toBeVisible()
  await page.goto(`/leads/${lead.id}`)
  await expect(page.getByText("Wanted a seven-seater for Eid").first()).toBeVisible()
  await page.getByRole("button", { name: "Move to …" }).click()
  await page.getByRole("menuitem", { name: "New Lead" }).click()
  await expect(page.getByText("Run 2")).toBeVisible()
})

test("two colleagues race for one card: the second sees it go back, and who was first", async ({ page, signIn }) => {
  await signIn("senior")
  await page.route("**/api/live*", (route) => route.abort())
  const lead = await leadWithoutAmount("Raced Card")
  await open(page, lead)
  expect((await stageApi(lead.id, { to: "qualified" })).status).toBe(200)
  await focusCard(page, lead)
  await page.keyboard.press("]")
  await expect(
    page.getByText(new RegExp(`${lead.name} was already moved to Qualified by .+, (less than a minute|\\d+ min) ago`)),
  ).toBeVisible()
  await expect(column(page, "Qualified").getByText(lead.name)).toBeVisible()
})
