import { expect, freshPhone, leadOf, send, tagOf, test } from "./journey"

test("search finds a person by name in either script, by phone in any format and by email", async ({ page, signIn }) => {
  await signIn("agent")
  const phone = freshPhone()
  const mail = `finder.${phone.slice(-6)}@example.com`
  await leadOf((await send("website", { name: "زينب القحطاني", phone, email: mail })).id)
  await page.goto("/leads")
  const row = page.getByRole("row").filter({ hasText: phone.slice(-4) })
  const local = `0${phone.slice(4)}`
  for (const query of [
    "زينب القحطاني",
    phone,
    local,
    `00${phone.slice(1)}`,
    local.replace(/(\d{3})(\d{3})/, "$1 $2 "),
    phone.slice(-6),
    mail,
    mail.toUpperCase(),
  ]) {
    await page.getByRole("searchbox", { name: "Search leads" }).fill(query)
    await expect(page).toHaveURL((url) => url.searchParams.get("q") === query)
    await expect(row).toBeVisible()
    await expect(page.getByText("1 found")).toBeVisible()
  }
})

test("a view is its address: filters survive a reload, and an empty result says what to do", async ({ page, signIn }) => {
  await signIn("agent")
  await page.goto("/leads")
  await page.getByRole("combobox", { name: "Stage" }).selectOption("booked")
  await expect(page).toHaveURL(/stage=booked/)
  await page.reload()
  await expect(page.getByRole("combobox", { name: "Stage" })).toHaveValue("booked")
  await page.getByRole("searchbox", { name: "Search leads" }).fill("nobody has this name at all")
  await expect(page.getByText("No lead fits")).toBeVisible()
})

test("clearing the filters empties their inputs, and none loses the focus to its own change", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/leads?from=2024-01-01")
  const search = page.getByRole("searchbox", { name: "Search leads" })
  await search.fill("nobody has this name at all")
  await expect(page).toHaveURL(/q=nobody/)
  await expect(search).toBeFocused()
  await page.getByRole("link", { name: "Clear the filters" }).click()
  await expect(page).not.toHaveURL(/q=|from=/)
  await expect(search).toHaveValue("")
  await expect(page.getByLabel("From")).toHaveValue("")

  await page.goto("/dashboards?from=2026-01-01&to=2026-06-30")
  const first = page.getByLabel("First day")
  await first.fill("2026-02-01")
  await expect(page).toHaveURL(/from=2026-02-01/)
  await expect(page.getByText("1 Feb – 30 Jun 2026").first()).toBeVisible()
  await expect(first).toBeFocused()
})

test("a walk-in is added by hand and leads to the page of its lead", async ({ page, signIn }) => {
  await signIn("agent")
  const phone = freshPhone()
  await page.goto("/leads/new")
  await page.getByLabel("Name").fill("Counter Karim")
  await page.getByLabel("Phone").fill(`0${phone.slice(4)}`)
  await page.getByLabel("Vehicle").fill("Kia Picanto")
  await page.getByRole("button", { name: "Save lead" }).click()
  await expect(page.getByRole("heading", { name: "Counter Karim" })).toBeVisible()
  await expect(page.getByRole("region", { name: "Timeline" }).getByText("Walk-in").last()).toBeVisible()
})

test("quick add says while typing whom a number belongs to, and refuses what is no number", async ({ page, signIn }) => {
  const phone = freshPhone()
  const name = `Known Caller ${Date.now() % 100_000}`
  const leadId = await leadOf((await send("website", { name, phone })).id)
  await signIn("agent")
  await page.goto("/leads/new")
  await page.getByLabel("Phone").fill("12")
  await expect(page.getByText("Not a phone number")).toBeVisible()
  await page.getByRole("button", { name: "Save lead" }).click()
  await expect(page.getByText("Give it with its country code")).toBeVisible()
  await page.getByLabel("Phone").fill(`0${phone.slice(4)}`)
  await expect(page.getByText("will be added to this lead")).toBeVisible()
  await expect(page.getByRole("link", { name })).toHaveAttribute("href", `/leads/${leadId}`)
})

test("a colleague's edit is not overwritten by a later form", async ({ page, signIn }) => {
  await signIn("senior")
  const phone = freshPhone()
  const leadId = await leadOf((await send("website", { name: "Wrong Nmae", phone })).id)
  await page.goto(`/leads/${leadId}`)
  await page.getByRole("button", { name: "Edit" }).click()
  await page.getByRole("dialog").getByLabel("Name").fill("Right Name")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByRole("heading", { name: "Right Name" })).toBeVisible()
  await leadOf((await send("website", { name: "Wrong Nmae Again", phone, text: "a later form" })).id)
  await expect(page.getByRole("region", { name: "Timeline" }).getByText("a later form")).toBeVisible()
  await expect(page.getByRole("heading", { name: "Right Name" })).toBeVisible()
})

test("an admin erases a person after typing a confirmation; an agent is not offered to", async ({ page, signIn, secondBrowser: agent }) => {
  const name = `Wafa Erased ${Date.now() % 100_000}`
  const leadId = await leadOf((await send("website", { name, phone: freshPhone() })).id)
  await signIn("agent", agent)
  await agent.goto(`/leads/${leadId}`)
  await expect(agent.getByRole("heading", { name })).toBeVisible()
  await expect(agent.getByRole("button", { name: /Erase this person/ })).toHaveCount(0)

  await signIn("admin")
  await page.goto(`/leads/${leadId}`)
  await page.getByRole("button", { name: /Erase this person/ }).click()
  const dialog = page.getByRole("dialog", { name: `Erase ${name}?` })
  await dialog.getByLabel("Who asked for it, or why").fill("Asked for it at the counter")
  await expect(dialog.getByRole("button", { name: "Erase for good" })).toBeDisabled()
  await dialog.getByLabel("Type ERASE to go on").fill("erase")
  await dialog.getByRole("button", { name: "Erase for good" }).click()
  await expect(page.getByRole("heading", { name: "Erased", exact: true })).toBeVisible()
  await expect(page.getByText("Asked for it at the counter").first()).toBeVisible()
  await page.goto(`/leads/${leadId}`)
  await expect(page.getByRole("heading", { name })).toHaveCount(0)
})

test("a lead's page decides its status before it streams, and nothing on it jumps while it does", async ({ page, signIn }) => {
  const name = `Steady Page ${Date.now() % 100_000}`
  const leadId = await leadOf((await send("website", { name, phone: freshPhone(), text: "A car for the weekend" })).id)
  await signIn("manager")
  for (const path of ["/leads/0190a1b2-0000-7000-8000-000000000000", "/leads/no-id"]) {
    expect((await page.request.get(path)).status()).toBe(404)
  }
  await page.goto(`/leads/${leadId}`)
  await expect(page.getByRole("heading", { name })).toBeVisible()
  await expect(page.getByRole("region", { name: "Timeline" }).getByText("A car for the weekend")).toBeVisible()
  await expect(page.getByRole("region", { name: "Score" })).toBeVisible()
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const entries = list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]
          resolve(entries.reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0))
        }).observe({ type: "layout-shift", buffered: true })
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(0)))
      }),
  )
  expect(shift).toBeLessThan(0.1)
})

test("a lead's page is read once, and again when the lead changes", async ({ page, signIn }) => {
  await signIn("agent")
  const phone = freshPhone()
  const leadId = await leadOf((await send("website", { name: `Read Once ${tagOf(phone)}`, phone })).id)
  let reads = 0
  page.on("request", (request) => {
    const isRead = request.headers()["rsc"] !== undefined && request.headers()["next-router-prefetch"] === undefined
    if (isRead && new URL(request.url()).pathname === `/leads/${leadId}`) reads += 1
  })
  await page.goto(`/leads/${leadId}`)
  await expect(page.getByRole("status").getByText("Live", { exact: true })).toBeVisible()
  await send("website", { phone, text: "One more thing" })
  await expect(page.getByRole("region", { name: "Timeline" }).getByText("One more thing")).toBeVisible()
  expect(reads).toBe(1)

  await page.getByRole("link", { name: "Board", exact: true }).click()
  await page
    .getByRole("listitem")
    .filter({ hasText: tagOf(phone) })
    .getByRole("link")
    .click()
  await expect(page.getByRole("region", { name: "Timeline" }).getByText("One more thing")).toBeVisible()
  await send("website", { phone, text: "And another" })
  await expect(page.getByRole("region", { name: "Timeline" }).getByText("And another")).toBeVisible()
  expect(reads).toBe(3)
})
