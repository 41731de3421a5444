import type { Page } from "@playwright/test"
import { expect, freshPhone, leadOf, send, test } from "./journey"

/** By the email: a name is also in the rows of colleagues it covers for. */
const rowOf = (page: Page, name: string) =>
  page.getByRole("row").filter({ hasText: `${name.toLowerCase().replaceAll(" ", ".")}@example.com` })

async function addPerson(page: Page, name: string): Promise<void> {
  await page.goto("/settings/team")
  await page.getByRole("button", { name: "Add a person" }).click()
  const dialog = page.getByRole("dialog", { name: "Add a person" })
  await dialog.getByLabel("Name").fill(name)
  await dialog.getByLabel("Email").fill(`${name.toLowerCase().replaceAll(" ", ".")}@example.com`)
  await dialog.getByLabel("Chinese").check()
  await dialog.getByRole("button", { name: "Add", exact: true }).click()
  await expect(page.getByRole("dialog", { name: `First password of ${name}` }).getByTestId("secret")).toHaveText(/^\S{16}$/)
  await page.getByRole("button", { name: "Done" }).click()
  await expect(rowOf(page, name)).toBeVisible()
}

async function act(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click()
  await page.getByRole("menuitem", { name: item }).click()
}

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

test("an admin adds agents, sends one out of office, tries the rules, and a new lead goes to the other one; leaving hands it over", async ({
  page,
  signIn,
}) => {
  await signIn("admin")
  const tag = freshPhone().slice(-5)
  const [away, here] = [`Wei Away${tag}`, `Lihua Here${tag}`]
  await addPerson(page, away)
  await addPerson(page, here)

  await act(page, away, "Out of office …")
  const absence = page.getByRole("dialog", { name: `Out of office: ${away}` })
  await absence.getByLabel("Back on").fill(inDays(5))
  await absence.getByLabel("Cover").selectOption({ label: here })
  await absence.getByRole("button", { name: "Set out of office" }).click()
  await expect(rowOf(page, away)).toContainText("Out of office until")

  await page.goto("/settings/routing")
  await page.getByRole("button", { name: "Add a rule" }).click()
  const sheet = page.getByRole("dialog", { name: "Rule" })
  await sheet.getByLabel("Name").fill(`Chinese ${tag}`)
  await sheet.getByLabel("Of those").selectOption("require")
  await sheet.getByRole("group", { name: "Write in" }).getByLabel("Chinese").check()
  await sheet.getByRole("button", { name: "Done" }).click()
  const simulator = page.getByRole("region", { name: "Where would this lead go?" })
  await simulator.getByLabel("Message").fill("你好，我想租一辆车")
  await simulator.getByRole("button", { name: "Try it" }).click()
  await expect(simulator.getByRole("status", { name: "Where it would go" })).toContainText(`It would go to ${here}.`)
  await expect(simulator.getByRole("status", { name: "Where it would go" })).toContainText(`Skipped ${away}: out of office`)
  await page.getByRole("textbox", { name: "What changes, and why" }).fill("Chinese speakers joined")
  await page.getByRole("button", { name: "Save the rules" }).click()
  await expect(page.getByText(/Version \d+ is in force/)).toBeVisible()

  const leadId = await leadOf((await send("website", { name: "王小明", phone: freshPhone(), text: "你好，我想租一辆车" })).id)
  await page.goto(`/leads/${leadId}`)
  const about = page.getByRole("region", { name: "About this lead" })
  await expect(about.getByTitle(here)).toBeVisible()
  await expect(about.getByText(`Chinese ${tag}: ${here} is in turn`).first()).toBeVisible()
  await about.getByText("How it was decided").click()
  await expect(about.getByText(`Skipped ${away}: out of office`)).toBeVisible()

  await page.goto("/settings/team")
  await act(page, here, "Close the account …")
  const closing = page.getByRole("dialog", { name: `Close the account of ${here}?` })
  const choice = closing.getByLabel("Who gets the 1 open lead?")
  const priya = await choice.getByRole("option").filter({ hasText: "Priya Menon" }).getAttribute("value")
  await choice.selectOption(priya ?? "")
  await closing.getByRole("button", { name: "Close the account" }).click()
  await expect(rowOf(page, here)).toContainText("Account closed")
  await page.goto(`/leads/${leadId}`)
  await expect(about.getByTitle("Priya Menon")).toBeVisible()
  await expect(about.getByText("Handed over to Priya Menon.").first()).toBeVisible()
})

test("a key is shown once, listed without it, and opens nothing once it is revoked", async ({ page, signIn }) => {
  await signIn("admin")
  await page.goto("/settings/api-keys")
  const name = `Journey ${freshPhone().slice(-5)}`
  await page.getByRole("button", { name: "New key" }).click()
  await page.getByLabel("What is it for?").fill(name)
  await page.getByLabel("It may").selectOption("read")
  await page.getByRole("button", { name: "Make the key" }).click()
  const key = (await page.getByTestId("secret").textContent()) ?? ""
  await page.getByRole("button", { name: "Done" }).click()
  const read = () => page.request.get("/api/v1/leads", { headers: { authorization: `Bearer ${key}` } })
  expect((await read()).status()).toBe(200)
  await page.getByRole("button", { name: `Revoke ${name}` }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click()
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("revoked")
  expect((await read()).status()).toBe(401)
  expect(await page.content()).not.toContain(key)
})

test("a manager reads team and rules and changes neither; an agent has no settings", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/settings")
  await expect(page).toHaveURL(/\/settings\/team/)
  await expect(page.getByRole("row").filter({ hasText: "Yousef Haddad" })).toBeVisible()
  await expect(page.getByRole("button", { name: "Add a person" })).toHaveCount(0)
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "Routing" }).click()
  await expect(page.getByRole("list", { name: "Rules" }).getByText("Arabic to Arabic speakers", { exact: true })).toBeVisible()
  await expect(page.getByRole("button", { name: "Add a rule" })).toHaveCount(0)
  await page.goto("/settings/api-keys")
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible()
  await page.context().clearCookies()
  await signIn("agent")
  await page.goto("/settings/team")
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible()
})
