import { expect, freshPhone, leadOf, send, test } from "./journey"

test("a form sent without a connection keeps its input and is sent by the same button later", async ({ page, signIn }) => {
  await signIn("senior")
  const leadId = await leadOf((await send("website", { name: "Before Tunnel", phone: freshPhone() })).id)
  await page.goto(`/leads/${leadId}`)
  await page.getByRole("button", { name: "Edit" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Name").fill("After Tunnel")
  await page.context().setOffline(true)
  await dialog.getByRole("button", { name: "Save" }).click()
  await expect(dialog.getByRole("alert")).toHaveText("No connection. Your input is kept.")
  await expect(dialog.getByLabel("Name")).toHaveValue("After Tunnel")
  await page.context().setOffline(false)
  await dialog.getByRole("button", { name: "Save" }).click()
  await expect(page.getByRole("heading", { name: "After Tunnel" })).toBeVisible()
  await expect(dialog).toHaveCount(0)
})

test("a click that could not be sent is reported once and sent with one key", async ({ page, signIn }) => {
  await signIn("manager")
  const leadId = await leadOf((await send("ziwo", { name: "Under Ground", phone: freshPhone() })).id)
  await page.goto(`/leads/${leadId}`)
  const move = async () => {
    await page.getByRole("button", { name: "Move to …" }).click()
    await page.getByRole("menuitem", { name: "Contacted" }).click()
  }
  await page.context().setOffline(true)
  await move()
  await expect(page.getByText("No connection. Your input is kept.")).toHaveCount(1)
  const failedAgain = page.waitForEvent("requestfailed", (request) => request.method() === "POST")
  await move()
  await failedAgain
  await expect(page.getByText("No connection. Your input is kept.")).toHaveCount(1)
  await page.context().setOffline(false)
  await page.keyboard.press("r")
  await expect(page.getByText("No connection. Your input is kept.")).toHaveCount(0)
  await expect(page.getByRole("banner").nth(1).or(page.locator("main header")).getByText("Contacted")).toBeVisible()
})
