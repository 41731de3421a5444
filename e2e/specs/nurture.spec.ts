import { expect, freshPhone, leadOf, newUserPage, send, tagOf, test } from "./journey"

/** Due steps are picked up on each full minute. */
const A_MINUTE = { timeout: 100_000 }

test("an admin writes a sequence and dry-runs it, a low lead gets the first email, and a reply or the link in it ends it", async ({
  page,
  signIn,
  browser,
}) => {
  test.setTimeout(300_000)
  const tail = tagOf(freshPhone())
  const enquire = async (name: string) => {
    const phone = freshPhone()
    const email = `${name.toLowerCase().replaceAll(" ", ".")}@example.com`
    const extra = { consent: { given: true, purpose: "marketing" } }
    return { phone, email, leadId: await leadOf((await send("website", { name, phone, email, extra })).id) }
  }
  await signIn("admin")
  await page.goto("/settings/nurture")
  const demo = page.getByRole("region", { name: "Win back quiet leads", exact: true })
  await expect(demo.getByRole("row", { name: /1\. Email/ })).toBeVisible()
  await demo.getByRole("button", { name: "Pause" }).click()
  await expect(demo.getByText("off", { exact: true })).toBeVisible()
  const hours = page.getByRole("form", { name: "Quiet hours" })
  await hours.getByLabel("From").fill("00:00")
  await hours.getByLabel("Until").fill("23:59")
  await hours.getByRole("button", { name: "Save quiet hours" }).click()
  await expect(page.getByText(/^Saved\. Steps due/)).toBeVisible()

  const early = await enquire(`Early Bird ${tail}`)
  await page.getByRole("link", { name: "New sequence" }).click()
  await page.getByLabel("Name", { exact: true }).fill(`Gentle words ${tail}`)
  const first = page.getByRole("group", { name: "Step 1" })
  await first.getByLabel("After entering").fill("0")
  await first.getByLabel("Subject, English").fill("Hello {nmae}")
  await expect(page.getByRole("alert").filter({ hasText: "Step 1: Nothing is known as {nmae}" })).toBeVisible()
  await first.getByLabel("Subject, English").fill("A car for {name|you}")
  const dry = page.getByRole("region", { name: "Dry run" })
  await dry.getByRole("button", { name: "Dry run" }).click()
  await dry.getByText(`Early Bird ${tail}`, { exact: true }).click()
  await expect(dry.getByText(`A car for Early Bird ${tail}`)).toBeVisible()
  await expect(dry.getByText("Nothing was sent.")).toBeVisible()
  await dry.getByRole("button", { name: "Save sequence" }).click()
  const own = page.getByRole("region", { name: `Gentle words ${tail}`, exact: true })
  await own.getByRole("button", { name: "Turn on" }).click()
  await expect(own.getByText("on", { exact: true })).toBeVisible()

  const low = await enquire(`Low Lamp ${tail}`)
  await page.goto(`/leads/${low.leadId}`)
  const panel = page.getByRole("region", { name: "Nurture" })
  await expect(panel.getByText("Under way.")).toBeVisible()
  await expect(panel.getByText(/1\. Email: sent/)).toBeVisible(A_MINUTE)
  await expect(panel.getByText(/Next: step 2 of 3, Email/)).toBeVisible()
  await expect(page.getByRole("region", { name: "Timeline" }).getByText(/thank you for asking/)).toBeVisible()
  await page.goto("/settings/outbox")
  const mail = page.getByRole("listitem").filter({ hasText: low.email })
  await expect(mail).toContainText(`A car for Low Lamp ${tail}`)
  const link = /https?:\S+\/unsubscribe\/\S+/.exec((await mail.locator("pre").textContent()) ?? "")?.[0] ?? ""

  await page.goto(`/leads/${low.leadId}`)
  await send("botspace", { phone: low.phone, name: `Low Lamp ${tail}`, text: "Yes, for next week" })
  await expect(panel.getByText("Left: they answered.")).toBeVisible()

  await page.goto("/settings/nurture")
  await expect(own.getByText(/1 entered|entered/).first()).toBeVisible()
  await own.getByRole("button", { name: "Enrol matching leads now" }).click()
  await expect(page.getByText(/^Matching leads are being enrolled/)).toBeVisible()
  await page.goto(`/leads/${early.leadId}`)
  await expect(panel.getByText("Under way.")).toBeVisible()

  const stranger = await newUserPage(browser.newContext())
  await stranger.goto(link)
  await expect(stranger.getByRole("heading", { name: "Unsubscribe" })).toBeVisible()
  await stranger.getByRole("button").click()
  await expect(stranger.getByRole("heading", { name: "You are unsubscribed" })).toBeVisible()
  await stranger.context().close()

  await panel.getByRole("button", { name: "Stop nurturing" }).click()
  await expect(panel.getByText("Left: stopped by a colleague.")).toBeVisible()
  await page.goto("/settings/nurture")
  await own.getByRole("button", { name: "Pause" }).click()
  await expect(own.getByText("off", { exact: true })).toBeVisible()
})
