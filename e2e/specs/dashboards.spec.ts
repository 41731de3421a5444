import { readFile } from "node:fs/promises"
import { expectAccessible, expectFitsPhone } from "./accessibility"
import { E2E_SECRETS } from "../server"
import { baseUrl, expect, test } from "./journey"

const PAGES = ["", "/channels", "/agents", "/sources", "/speed", "/goals", "/spend", "/data-quality", "/glossary", "/leads?metric=leads"]
const numberIn = (text: string | null): number => Number((text ?? "").replaceAll(/[^\d]/g, ""))

test("a manager reads the overview, filters it, and finds exactly the leads behind a number", async ({ page, signIn }) => {
  await signIn("manager")
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Dashboards" }).click()
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible()
  await page.getByRole("combobox", { name: "Period" }).selectOption("last_90")
  await expect(page).toHaveURL(/period=last_90/)
  await page.getByRole("combobox", { name: "Channel" }).selectOption("botspace")
  await expect(page).toHaveURL(/channel=botspace/)
  const table = page.getByRole("region", { name: "How far this period's leads have come: table" })
  const cell = table
    .getByRole("row", { name: /Qualified/ })
    .getByRole("link")
    .first()
  // The address changes at once; the numbers follow.
  await expect(cell).toHaveAttribute("href", /channel=botspace/)
  const shown = numberIn((await cell.textContent())?.split(":")[0] ?? "")
  expect(shown).toBeGreaterThan(0)
  await cell.click()
  await expect(page.getByRole("heading", { name: "Leads that came to Qualified or further" })).toBeVisible()
  await expect(page.getByText(new RegExp(`^${shown} leads?$`))).toBeVisible()
  const rows = page.getByRole("region", { name: "Leads" }).locator("tbody tr")
  await expect(rows).toHaveCount(Math.min(50, shown))
})

test("the currently open leads are listed, and the way back leads to the dashboard it came from", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/dashboards/channels?channel=botspace")
  const table = page.getByRole("region", { name: "First channel of the leads: table" })
  const cell = table
    .getByRole("row", { name: /WhatsApp/ })
    .getByRole("link")
    .last()
  const open = numberIn((await cell.textContent())?.split(":")[0] ?? "")
  await cell.click()
  await expect(page.getByRole("heading", { name: "Open leads", exact: true })).toBeVisible()
  await expect(page.getByText(new RegExp(`^${open} leads?$`))).toBeVisible()
  await page.getByRole("link", { name: "Back to the numbers" }).click()
  await expect(page).toHaveURL(/\/dashboards\/channels\?channel=botspace$/)
})

test("a dashboard names the filters of its address that it could not understand", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/dashboards?channel=telepathy&band=high")
  await expect(page.getByRole("note").getByText(/was ignored: channel\./)).toBeVisible()
})

test("a shared link names its days, and a path to a booking leads to the leads that took it", async ({ page, signIn, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"])
  await signIn("manager")
  await page.goto("/dashboards/channels?period=last_12_months&channel=botspace")
  await page.getByRole("button", { name: "Share" }).click()
  await expect(page.getByText("The link to this view is copied, with its days fixed.")).toBeVisible()
  const shared = new URL(await page.evaluate(() => navigator.clipboard.readText()))
  expect(shared.pathname).toBe("/dashboards/channels")
  expect([...shared.searchParams.keys()].sort()).toEqual(["channel", "from", "to"])
  await page.goto(shared.href)
  await expect(page.getByRole("combobox", { name: "Channel" })).toHaveValue("botspace")
  await page.getByRole("combobox", { name: "Channel" }).selectOption("")
  await expect(page).not.toHaveURL(/channel=/)
  const row = page.getByRole("region", { name: "Paths to a booking, by channel: table" }).locator("tbody tr").first()
  const link = row.getByRole("link").first()
  const booked = numberIn((await link.textContent())?.split(":")[0] ?? "")
  await link.click()
  await expect(page.getByRole("heading", { name: "Leads that came to a booking this way" })).toBeVisible()
  // A person with two bookings by this path is one lead.
  await expect(page.getByText(new RegExp(`^${booked} leads?$|· ${booked} in all`)).first()).toBeVisible()
})

test("a chart is read with the arrow keys", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/dashboards?period=last_90")
  const panel = page.getByRole("region", { name: "How far this period's leads have come", exact: true })
  const said = panel.getByRole("status")
  await expect(async () => {
    await panel.getByRole("img", { name: /chart/ }).press("ArrowRight")
    await expect(said).toContainText(/[A-Z]/, { timeout: 1000 })
  }).toPass()
  const first = await said.textContent()
  await page.keyboard.press("ArrowRight")
  await expect(said).not.toHaveText(first ?? "")
})

test("a row's filter is shown, removable, and not carried back to the dashboard", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/dashboards/sources?period=last_12_months&compare=year")
  const row = page
    .getByRole("region", { name: "By source: table" })
    .getByRole("row", { name: /^google/ })
    .first()
  await row.getByRole("link").first().click()
  await expect(page.getByRole("heading", { name: "New leads" })).toBeVisible()
  const chip = page.getByRole("button", { name: "Remove the filter Source: google" })
  await expect(chip).toBeVisible()
  await expect(page.getByRole("navigation", { name: "Dashboards" }).getByRole("link", { name: "Speed" })).toHaveAttribute(
    "href",
    "/dashboards/speed?period=last_12_months&compare=year",
  )
  await chip.click()
  await expect(page).not.toHaveURL(/source=/)
  await expect(chip).toHaveCount(0)
  await page.getByRole("link", { name: "Back to the numbers" }).click()
  await expect(page).toHaveURL(/\/dashboards\/sources\?period=last_12_months&compare=year$/)
  await page.goto("/dashboards/channels?source=Google&channel=website,ziwo")
  for (const name of [/Source: Google/, /Channel: Website form, /]) await page.getByRole("button", { name }).click()
  await expect(page).not.toHaveURL(/source=|channel=/)
})

test("an address with invalid parameters shows what is valid", async ({ page, signIn }) => {
  await signIn("manager")
  for (const address of [
    "?from=2000-01-01",
    "?owner=nobody&period=ever&channel=fax",
    "/leads?metric=leads&cursor=x&from=2026-05-02&to=2026-05-01&source=a%00b",
    "/leads?metric=everything",
  ]) {
    const answer = await page.goto(`/dashboards${address}`)
    expect(answer?.status(), address).toBe(200)
    await expect(page.getByRole("heading", { level: 1 }), address).toBeVisible()
    await expect(page.getByText(/went wrong/i), address).toHaveCount(0)
  }
})

test("dead events lead to the intake log of the same days, which shows the filter", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/dashboards/data-quality?period=last_12_months")
  await page.getByRole("link", { name: /of [\d,]+ received/ }).click()
  const chip = page.getByRole("button", { name: /Remove the filter Received/ })
  await expect(chip).toBeVisible()
  await chip.click()
  await expect(page).not.toHaveURL(/from=|to=/)
})

test("the API returns the screen's figures", async ({ page, signIn }) => {
  await signIn("manager")
  const answer = await fetch(`${baseUrl}/api/v1/reports/overview?period=last_30`, {
    headers: { authorization: `Bearer ${E2E_SECRETS.ONELEAD_API_KEY}` },
  })
  const { current, period } = (await answer.json()) as { current: { totals: { leads: number } }; period: { from: string; to: string } }
  await page.goto(`/dashboards?from=${period.from}&to=${period.to}`)
  await page.getByRole("main").getByRole("link", { name: "Leads", exact: true }).first().click()
  await expect(page.getByText(new RegExp(`^${current.totals.leads.toLocaleString("en")} leads?$`))).toBeVisible()
})

test("an agent sees their own numbers and no leaderboard", async ({ page, signIn }) => {
  await signIn("agent")
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "My numbers" }).click()
  await expect(page.getByRole("heading", { name: "Overview: my leads" })).toBeVisible()
  await expect(page.getByRole("link", { name: "Agents" })).toHaveCount(0)
  await page.goto("/dashboards/agents")
  await expect(page.getByText(/nothing here|not found|no such/i).first()).toBeVisible()
})

test("a manager sets a goal and enters spend", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/dashboards/goals")
  await page.getByRole("spinbutton", { name: "Target" }).fill("40")
  await page.getByRole("button", { name: "Set goal" }).click()
  await expect(page.getByRole("row", { name: /The team Bookings/ })).toBeVisible()
  await page.goto("/dashboards/spend")
  await page.getByRole("region", { name: "Enter spend" }).getByRole("combobox", { name: "Channel" }).selectOption("website")
  await page.getByRole("spinbutton", { name: /Amount/ }).fill("1500")
  await page.getByRole("button", { name: "Save", exact: true }).click()
  await expect(page.getByRole("region", { name: "What is entered: table" }).getByText("AED 1,500")).toBeVisible()
})

test("a manager plans a month to come and reads what changed in those that were closed", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/dashboards/goals?channel=ziwo")
  await page.getByRole("navigation", { name: "Months" }).getByRole("link").last().click()
  await expect(page).toHaveURL(/from=\d{4}-\d\d-01&to=/)
  await page.getByRole("spinbutton", { name: "Target" }).fill("33")
  await page.getByRole("button", { name: "Set goal" }).click()
  await expect(page.getByRole("cell", { name: "not begun" })).toBeVisible()
  await page.goto("/dashboards/data-quality")
  await expect(page.getByRole("heading", { name: "Closed months, all their changes together" })).toBeVisible()
  await expect(page.getByRole("heading", { name: "Changes of closed months" })).toBeVisible()
})

test("a chart is exported as a picture and as a table", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/dashboards?period=last_90")
  const panel = page.getByRole("region", { name: "By channel", exact: true })
  const [picture] = await Promise.all([page.waitForEvent("download"), panel.getByRole("button", { name: /as a picture/ }).click()])
  expect(picture.suggestedFilename()).toMatch(/^by-channel-.*\.png$/)
  const png = await readFile(await picture.path())
  expect(png.subarray(1, 4).toString()).toBe("PNG")
  expect(png.length).toBeGreaterThan(5_000)
  const [table] = await Promise.all([page.waitForEvent("download"), panel.getByRole("button", { name: /as CSV/ }).click()])
  expect(await readFile(await table.path(), "utf8")).toMatch(/^\uFEFF"Channel","Leads"/)
})

test("the definition of a number is shown in words and in SQL", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/dashboards")
  const asking = page.getByRole("button", { name: "What is behind these numbers?" })
  await asking.click()
  await expect(asking).toHaveAttribute("aria-pressed", "true")
  await expect(page.getByText(/from leads l\s+where l\.state = 'active'/).first()).toBeVisible()
})

test("no dashboard breaks a WCAG 2.2 AA rule in either theme or scrolls a phone sideways", async ({ page, signIn }) => {
  test.slow()
  await signIn("manager")
  for (const path of PAGES) {
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(`/dashboards${path}`)
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
    await expectAccessible(page)
    await expectFitsPhone(page)
  }
})
