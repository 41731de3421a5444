import { crispContact, crispMessage } from "@/lib/channels/fixtures/bodies"
import { baseUrl, expect, freshPhone, leadOf, newUserPage, prepare, send, sendBody, tagOf, test } from "./journey"

const column = (page: import("@playwright/test").Page, name: string) =>
  page.locator("section", { has: page.getByRole("heading", { name: new RegExp(`^${name}`) }) })

test("form, chat and WhatsApp of one person appear on the open board as one card, without a reload", async ({ page, signIn }) => {
  await signIn("agent")
  const phone = freshPhone()
  const name = `Zahra Quintero ${tagOf(phone)}`
  await send("website", { name, phone, text: "Hello" })
  const card = column(page, "New Lead").getByRole("listitem").filter({ hasText: name })
  await expect(card).toBeVisible()
  const thread = `session_${phone}`
  await sendBody("crisp", crispMessage({ id: `m-${phone}`, at: new Date(), thread, text: "hi there" }))
  await sendBody("crisp", crispContact({ id: `c-${phone}`, at: new Date(), thread, phone }))
  await send("botspace", { phone, name, text: "WhatsApp here" })
  await expect(card.getByText("WhatsApp", { exact: true })).toBeAttached()
  await expect(card.getByText("Live chat", { exact: true })).toBeAttached()
  await expect(
    column(page, "New Lead")
      .getByRole("listitem")
      .filter({ hasText: `${phone.slice(-7, -4)} ${phone.slice(-4)}` }),
  ).toHaveCount(1)
  await card.getByRole("link").click()
  await expect(page.getByRole("region", { name: "Timeline" }).getByText("hi there")).toBeVisible()
  await expect(page.getByRole("region", { name: "Timeline" }).getByText("WhatsApp here")).toBeVisible()
})

test("a card moves by its menu, and losing a lead asks for the reason in place", async ({ page, signIn }) => {
  await signIn("senior")
  const phone = freshPhone()
  const name = `Menu Mover ${tagOf(phone)}`
  await leadOf((await send("ziwo", { name, phone })).id)
  const card = page.getByRole("listitem").filter({ hasText: name })
  await card.getByRole("button", { name: /Move/ }).click()
  await page.getByRole("menuitem", { name: "Contacted" }).click()
  await expect(column(page, "Contacted").getByText(name)).toBeVisible()
  await card.getByRole("button", { name: /Move/ }).click()
  await page.getByRole("menuitem", { name: "Lost" }).click()
  const dialog = page.getByRole("dialog", { name: "Move to Lost" })
  await dialog.getByLabel("Why is it lost?").selectOption("Price")
  await dialog.getByRole("button", { name: "Move", exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(column(page, "Lost").getByText(name)).toBeVisible()
})

test("a card moves by drag, and a closed gate puts it back when the dialog is cancelled", async ({ page, signIn }) => {
  await signIn("senior")
  const phone = freshPhone()
  const name = `Drag Mover ${tagOf(phone)}`
  await leadOf((await send("ziwo", { name, phone })).id)
  const card = page.getByRole("listitem").filter({ hasText: name })
  await expect(card).toBeVisible()
  await card.dragTo(column(page, "Contacted"), { targetPosition: { x: 120, y: 80 } })
  await expect(column(page, "Contacted").getByText(name)).toBeVisible()
  await card.getByRole("button", { name: /Move/ }).click()
  await page.getByRole("menuitem", { name: "Booked" }).click()
  await expect(page.getByRole("dialog").getByLabel("Booking reference")).toBeVisible()
  await page.getByRole("button", { name: "Cancel" }).click()
  await expect(column(page, "Contacted").getByText(name)).toBeVisible()
})

test("the board works by keyboard alone: walk, open the menu, move", async ({ page, signIn }) => {
  await signIn("senior")
  const phone = freshPhone()
  const name = `Keyboard Mover ${tagOf(phone)}`
  await leadOf((await send("ziwo", { name, phone })).id)
  await expect(column(page, "New Lead").getByText(name)).toBeVisible()
  const link = page.getByRole("link", { name: new RegExp(name) })
  await page.keyboard.press("j")
  for (let step = 0; step < 10 && !(await link.evaluate((element) => element === document.activeElement)); step += 1)
    await page.keyboard.press("j")
  await expect(link).toBeFocused()
  await page.keyboard.press("m")
  await expect(page.getByRole("menuitem", { name: "Contacted" })).toBeVisible()
  await page.keyboard.press("Home")
  await page.keyboard.press("Enter")
  await expect(column(page, "Contacted").getByText(name)).toBeVisible()
})

test("the second of two people to move a card learns that it has moved already", async ({ page, signIn, browser }) => {
  await signIn("senior")
  const phone = freshPhone()
  const receipt = await send("website", { name: `Raced Card ${tagOf(phone)}`, phone })
  const leadId = await leadOf(receipt.id)
  await prepare(leadId)
  await page.route("**/api/live*", (route) => route.abort())
  await page.goto(`/leads/${leadId}`)
  await expect(page.getByRole("button", { name: "Move to …" })).toBeVisible()
  const other = await newUserPage(browser.newContext({ baseURL: baseUrl }))
  await signIn("manager", other)
  await other.goto(`/leads/${leadId}`)
  await other.getByRole("button", { name: "Move to …" }).click()
  await other.getByRole("menuitem", { name: "Qualified" }).click()
  await expect(other.getByRole("banner").or(other.locator("header")).getByText("Qualified").first()).toBeVisible()
  await page.getByRole("button", { name: "Move to …" }).click()
  await page.getByRole("menuitem", { name: "Contacted" }).click()
  await expect(page.getByText(/already/)).toBeVisible()
  await other.context().close()
})
