import { startSalesforce, type SalesforceSimulator } from "@/e2e/simulators/salesforce/server"
import { expectAccessible, expectFitsPhone } from "./accessibility"
import { E2E_SECRETS } from "../server"
import { baseUrl, expect, test } from "./journey"

/** A second CRM beside the first, from the sign-in on its own page to the day it goes live. */
let salesforce: SalesforceSimulator
test.beforeAll(async () => {
  salesforce = await startSalesforce()
})
test.afterAll(() => salesforce.close())

test("an admin signs in to a CRM on its own page, sets it up, tries it, goes live, and disconnects it", async ({ page, signIn }) => {
  test.slow()
  await signIn("admin")
  await page.goto("/settings/connections")
  const card = page.getByRole("listitem", { name: "Salesforce" })

  const begin = async (button: string) => {
    await page.getByRole("button", { name: button }).click()
    const dialog = page.getByRole("dialog", { name: button })
    await expect(dialog).toContainText(`${baseUrl}/api/connections/callback`)
    await dialog.getByLabel("Sign-in address").fill(salesforce.url)
    await dialog.getByLabel("Consumer key").fill("onelead-sim")
    await dialog.getByLabel("Consumer secret").fill("onelead-sim-secret")
    await dialog.getByRole("button", { name: "Continue to Salesforce" }).click()
    await expect(page.getByRole("heading", { name: "Let Onelead in?" })).toBeVisible()
  }
  await begin("Connect Salesforce")
  await page.getByRole("link", { name: "Deny" }).click()
  await expect(page.getByRole("alert").filter({ hasText: "The sign-in was declined" })).toBeVisible()
  await expect(card).toHaveCount(0)

  await begin("Connect Salesforce")
  const back = await page.getByRole("link", { name: "Allow" }).getAttribute("href")
  await page.getByRole("link", { name: "Allow" }).click()
  await expect(page.getByRole("status").filter({ hasText: "Signed in. Test the connection next." })).toBeVisible()
  await expect(card.getByText("Not live yet", { exact: true })).toBeVisible()
  await page.goto(back ?? "")
  await expect(page.getByRole("alert").filter({ hasText: "This sign-in was finished already." })).toBeVisible()

  await card.getByRole("button", { name: "Test connection" }).click()
  await expect(page.getByText("Salesforce answers.")).toBeVisible()
  await expect(card).toContainText("things are missing in the account")
  await card.getByRole("button", { name: "Create what is missing" }).click()
  const preview = page.getByRole("dialog", { name: "Create in Salesforce" })
  await expect(preview).toContainText(salesforce.url)
  await expect(preview.getByRole("listitem").first()).toBeVisible()
  await preview.getByRole("button", { name: "Create", exact: true }).click()
  await expect(async () => {
    await page.reload()
    await expect(card).toContainText("The account has everything the sync needs.", { timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
  await expectAccessible(page)
  await expectFitsPhone(page)
  await page.setViewportSize({ width: 1440, height: 900 })

  await card.getByRole("button", { name: "Try a first load" }).click()
  await expect(page.getByText("Trying it out; nothing is changed by it.")).toBeVisible()
  await card.getByRole("button", { name: "Go live" }).click()
  await expect(card.getByText("Connected", { exact: true })).toBeVisible()
  expect(await page.content()).not.toContain("onelead-sim-secret")
  await card.getByRole("button", { name: "Disconnect" }).click()
  await page.getByRole("dialog", { name: "Disconnect Salesforce?" }).getByRole("button", { name: "Disconnect", exact: true }).click()
  await expect(card.getByText("Disconnected", { exact: true })).toBeVisible()
})

test("an admin sees which channels are open, sends each a test event, and reads why a sender was refused", async ({
  page,
  signIn,
  request,
}) => {
  await signIn("admin")
  await page.goto("/settings/connections")
  for (const name of ["Live chat", "WhatsApp"]) {
    const channel = page.getByRole("listitem", { name, exact: true })
    await expect(channel.getByText("Open", { exact: true })).toBeVisible()
    await channel.getByRole("button", { name: "Send a test event" }).click()
    await expect(page.getByText("The test event was accepted.")).toBeVisible()
    await expect(async () => {
      await page.reload()
      await expect(channel).toContainText("(ignored)", { timeout: 1_000 })
    }).toPass({ timeout: 30_000 })
  }
  const refused = await request.post(`${baseUrl}/api/webhooks/ziwo`, { headers: { "x-api-key": "a-made-up-key" }, data: {} })
  expect(refused.status()).toBe(401)
  await expect(async () => {
    await page.reload()
    await expect(page.getByRole("listitem", { name: "Call", exact: true })).toContainText("the x-api-key is missing or wrong", {
      timeout: 1_000,
    })
  }).toPass({ timeout: 30_000 })
  for (const [name, secret] of Object.entries(E2E_SECRETS))
    if (/SECRET|TOKEN|PASSWORD/.test(name)) expect(await page.content()).not.toContain(secret)
})
