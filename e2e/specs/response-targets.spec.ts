import { expect, test } from "./journey"

test("an admin sets the response targets on one page, which the old places lead to; a manager reads them", async ({
  page,
  secondBrowser,
  signIn,
}) => {
  await signIn("admin")
  for (const place of ["/settings/working-time", "/settings/reports"]) {
    await page.goto(place)
    await page.getByRole("main").getByRole("link", { name: "Response targets" }).last().click()
    await expect(page.getByRole("heading", { name: "Response targets" })).toBeVisible()
  }
  const minutes = page.getByLabel("First contact, normal, working minutes")
  await expect(minutes).toHaveValue("15")
  await minutes.fill("20")
  await page.getByLabel("When the reply target is missed").selectOption("Do nothing")
  await page.getByRole("button", { name: "Save targets" }).click()
  await expect(page.getByText("Saved. Dashboards are being recalculated.")).toBeVisible()
  await page.reload()
  await expect(minutes).toHaveValue("20")
  await signIn("manager", secondBrowser)
  await secondBrowser.goto("/settings/response-targets")
  await expect(secondBrowser.getByLabel("First contact, normal, working minutes")).toBeDisabled()
  await expect(secondBrowser.getByRole("button", { name: "Save targets" })).toHaveCount(0)
  await secondBrowser.goto("/dashboards/speed")
  await expect(secondBrowser.getByText(/In time means within 5 \(high priority\), 20 \(normal\) or 60 \(nurture\)/).first()).toBeVisible()
  await minutes.fill("15")
  await page.getByLabel("When the reply target is missed").selectOption("Tell the manager")
  await page.getByRole("button", { name: "Save targets" }).click()
  await expect(page.getByText("Saved. Dashboards are being recalculated.").first()).toBeVisible()
})
