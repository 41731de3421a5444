import { expectAccessible } from "./accessibility"
import { expect, freshPhone, leadOf, send, tagOf, test } from "./journey"

test("an admin finds a person, exports what is held, restricts and at last erases them", async ({ page, signIn }) => {
  test.slow()
  const phone = freshPhone()
  const name = `Private Person ${tagOf(phone)}`
  const leadId = await leadOf((await send("website", { name, phone, text: "A car for a week" })).id)
  await signIn("admin")
  await page.goto("/settings/privacy")
  await page.getByLabel("Phone, email or name").fill(phone)
  await page.getByRole("button", { name: "Find", exact: true }).click()
  await page.getByRole("link", { name: "Show data" }).first().click()
  const held = page.getByRole("region", { name: /Held about this person/ })
  await expect(held.getByText("Messages, calls and other events")).toBeVisible()
  await expectAccessible(page)

  const json = await page.request.get(`/api/privacy/${leadId}?format=json`, { timeout: 60_000 })
  expect(await json.text()).toContain("A car for a week")
  const html = await page.request.get(`/api/privacy/${leadId}?format=html`, { timeout: 60_000 })
  expect(html.headers()["content-disposition"]).toContain(".html")

  await held.getByRole("button", { name: "Restrict processing …" }).click()
  await page.getByLabel("Who asked for it, or why").fill("Asked by phone")
  await page.getByRole("button", { name: "Restrict processing", exact: true }).click()
  await expect(page.getByText("Processing is restricted.").first()).toBeVisible()
  await page.goto(`/leads/${leadId}`)
  await expect(page.getByRole("note").filter({ hasText: "Restricted" })).toBeVisible()

  await page.getByRole("button", { name: "Erase this person …" }).click()
  await page.getByLabel("Who asked for it, or why").fill("Asked by letter")
  await page.getByLabel("Type ERASE to go on").fill("erase")
  await page.getByRole("button", { name: "Erase for good" }).click()
  await expect(page).toHaveURL(/settings\/privacy/)
  await expect(page.getByText("Asked by letter")).toBeVisible()
  await page.goto(`/settings/privacy?q=${encodeURIComponent(phone)}`)
  await expect(page.getByText(/No lead matches/)).toBeVisible()
})

test("retention is previewed before it is saved, and a manager may look and not change", async ({
  page,
  signIn,
  secondBrowser: manager,
}) => {
  await signIn("admin")
  await page.goto("/settings/privacy")
  await page.getByRole("spinbutton", { name: "Notifications", exact: true }).fill("3000")
  await page.getByRole("button", { name: "Preview" }).click()
  await expect(page.getByText(/Would remove [\d,]+ older than/).first()).toBeVisible()
  await page.getByRole("button", { name: "Save", exact: true }).click()
  await expect(page.getByText("Saved. The next run is tonight.")).toBeVisible()
  await page.reload()
  await expect(page.getByRole("spinbutton", { name: "Notifications", exact: true })).toHaveValue("3000")
  await signIn("manager", manager)
  await manager.goto("/settings/privacy")
  await expect(manager.getByRole("spinbutton", { name: "Notifications", exact: true })).toBeDisabled()
  await expect(manager.getByRole("button", { name: "Save", exact: true })).toHaveCount(0)
})
