import type { Page } from "@playwright/test"
import { ziwoMissed } from "@/lib/channels/fixtures/bodies"
import { E2E_SECRETS } from "../server"
import { baseUrl, assign, expect, freshPhone, leadOf, send, sendBody, tagOf, test } from "./journey"

const queue = (page: Page) => page.getByRole("list", { name: "Queue" })
const row = (page: Page, name: string) => queue(page).getByRole("listitem").filter({ hasText: name })

/** Moves to a lead with J and K, as an agent does. */
async function walkTo(page: Page, name: string) {
  await expect(row(page, name)).toBeVisible()
  await expect(async () => {
    const [at, wanted] = await queue(page)
      .getByRole("listitem")
      .evaluateAll(
        (items, text) => [
          items.findIndex((item) => item.ariaCurrent === "true"),
          items.findIndex((item) => item.textContent?.includes(text)),
        ],
        name,
      )
    const steps = (wanted ?? 0) - (at ?? 0)
    for (let step = 0; step < Math.abs(steps); step += 1) await page.keyboard.press(steps > 0 ? "j" : "k")
    await expect(row(page, name)).toHaveAttribute("aria-current", "true", { timeout: 500 })
  }).toPass()
}

/** A task that is due now, as another system would add it. */
async function planTask(leadId: string, title: string): Promise<void> {
  const { status } = await fetch(`${baseUrl}/api/v1/tasks`, {
    method: "POST",
    headers: { authorization: `Bearer ${E2E_SECRETS.ONELEAD_API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ leadId, title, dueAt: new Date().toISOString() }),
  })
  expect(status).toBe(201)
}

const said = (page: Page, text: string | RegExp) => page.getByText(text).last()

test("an agent's whole morning by keyboard alone", async ({ page, signIn, secondBrowser: manager }) => {
  test.setTimeout(120_000)
  const [newPhone, callPhone, taskPhone] = [freshPhone(), freshPhone(), freshPhone()]
  const names = {
    fresh: `Nura Quick ${tagOf(newPhone)}`,
    call: `Karim Missed ${tagOf(callPhone)}`,
    task: `Tala Task ${tagOf(taskPhone)}`,
  }
  await signIn("manager", manager)
  await signIn("agent")
  await page.keyboard.press("Control+k")
  await page.keyboard.type("My queue")
  await page.keyboard.press("Enter")
  await expect(page.getByRole("heading", { name: "My queue" })).toBeVisible()

  // A new unassigned lead comes in while the page is open; the call is not answered.
  const freshId = await leadOf((await send("website", { name: names.fresh, phone: newPhone, text: "Do you have a Patrol?" })).id)
  await assign(manager, freshId, "Unassigned")
  await expect(row(page, names.fresh).getByText(/New lead: reply/)).toBeVisible()
  await walkTo(page, names.fresh)
  await page.keyboard.press("c")
  await expect(page.getByRole("group", { name: "How did you get in touch?" })).toBeVisible()
  await page.keyboard.press("2")
  await expect(said(page, /No answer: logged\. Next: Follow up, day 1/)).toBeVisible()
  await expect(row(page, names.fresh)).toHaveCount(0)

  // They write on WhatsApp: the lead is back in the queue, and is claimed and answered from the sheet.
  await send("botspace", { phone: newPhone, name: names.fresh, text: "Sorry, I was driving" })
  await expect(row(page, names.fresh).getByText(/Waiting/)).toBeVisible()
  await walkTo(page, names.fresh)
  await page.keyboard.press("Enter")
  const sheet = page.getByRole("dialog", { name: names.fresh })
  await expect(sheet.getByText("Sorry, I was driving")).toBeVisible()
  await page.keyboard.press("t")
  await expect(said(page, "It is yours.")).toBeVisible()
  await page.keyboard.press("c")
  await page.keyboard.press("3")
  await expect(said(page, /WhatsApp sent: logged/)).toBeVisible()
  await page.keyboard.press("Escape")
  await expect(page.getByRole("dialog")).toHaveCount(0)
  await expect(row(page, names.fresh).getByText(/Waiting/)).toHaveCount(0)

  // A missed call is snoozed until the next working day.
  const missed = await sendBody("ziwo", ziwoMissed({ id: `q-${callPhone}`, at: new Date(), name: names.call, phone: callPhone }))
  await assign(manager, await leadOf(missed.id), "Yousef Haddad")
  await expect(row(page, names.call).getByText(/Missed call/)).toBeVisible()
  await walkTo(page, names.call)
  await page.keyboard.press("s")
  await page.keyboard.press("2")
  await expect(said(page, /Snoozed until/)).toBeVisible()
  await expect(row(page, names.call)).toHaveCount(0)

  // A due task is completed.
  const leadId = await leadOf((await send("website", { name: names.task, phone: taskPhone })).id)
  await assign(manager, leadId, "Yousef Haddad")
  await planTask(leadId, "Send the price list")
  await expect(row(page, names.task).getByText(/Send the price list/)).toBeVisible()
  await walkTo(page, names.task)
  await page.keyboard.press("d")
  await expect(said(page, /^Done\./)).toBeVisible()
  await expect(row(page, names.task).getByText(/Send the price list/)).toHaveCount(0)

  // What was done is in the lead's history.
  await page.goto(`/leads/${leadId}`)
  await expect(page.getByText("closed “Send the price list”: done")).toBeVisible()
})

test("an agent's whole morning by mouse", async ({ page, signIn, secondBrowser: manager }) => {
  test.setTimeout(120_000)
  const [newPhone, callPhone, taskPhone] = [freshPhone(), freshPhone(), freshPhone()]
  const names = {
    fresh: `Salma Swift ${tagOf(newPhone)}`,
    call: `Bilal Rang ${tagOf(callPhone)}`,
    task: `Dina Paper ${tagOf(taskPhone)}`,
  }
  await signIn("manager", manager)
  await signIn("agent")
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: /My queue/ })
    .click()
  await expect(page.getByRole("heading", { name: "My queue" })).toBeVisible()

  const freshId = await leadOf((await send("website", { name: names.fresh, phone: newPhone, text: "Do you have a Patrol?" })).id)
  await assign(manager, freshId, "Unassigned")
  await expect(row(page, names.fresh).getByText(/New lead: reply/)).toBeVisible()
  await row(page, names.fresh)
    .getByRole("button", { name: `Log a contact with ${names.fresh}` })
    .click()
  await page
    .getByRole("group", { name: "How did you get in touch?" })
    .getByRole("button", { name: /No answer/ })
    .click()
  await expect(said(page, /No answer: logged/)).toBeVisible()
  await expect(row(page, names.fresh)).toHaveCount(0)

  await send("botspace", { phone: newPhone, name: names.fresh, text: "Sorry, I was driving" })
  await expect(row(page, names.fresh).getByText(/Waiting/)).toBeVisible()
  await row(page, names.fresh)
    .getByRole("button", { name: new RegExp(`^${names.fresh}`) })
    .click()
  const sheet = page.getByRole("dialog", { name: names.fresh })
  await expect(sheet.getByText("Sorry, I was driving")).toBeVisible()
  await sheet.getByRole("button", { name: /Claim this lead/ }).click()
  await expect(said(page, "It is yours.")).toBeVisible()
  await sheet.getByRole("button", { name: /WhatsApp sent/ }).click()
  await expect(said(page, /WhatsApp sent: logged/)).toBeVisible()

  const missed = await sendBody("ziwo", ziwoMissed({ id: `m-${callPhone}`, at: new Date(), name: names.call, phone: callPhone }))
  await assign(manager, await leadOf(missed.id), "Yousef Haddad")
  await page.goto("/queue")
  await expect(row(page, names.call).getByText(/Missed call/)).toBeVisible()
  await row(page, names.call)
    .getByRole("button", { name: `Put ${names.call} off` })
    .click()
  await page
    .getByRole("group", { name: "Until when?" })
    .getByRole("button", { name: /Next working day/ })
    .click()
  await expect(said(page, /Snoozed until/)).toBeVisible()
  await expect(row(page, names.call)).toHaveCount(0)

  const leadId = await leadOf((await send("website", { name: names.task, phone: taskPhone })).id)
  await assign(manager, leadId, "Yousef Haddad")
  await planTask(leadId, "Send the price list")
  await expect(row(page, names.task).getByText(/Send the price list/)).toBeVisible()
  await row(page, names.task)
    .getByRole("button", { name: `Tick off the task of ${names.task}` })
    .click()
  await expect(said(page, /^Done\./)).toBeVisible()
  await expect(row(page, names.task).getByText(/Send the price list/)).toHaveCount(0)
})

test("a task is added, snoozed and completed on the lead's own page", async ({ page, signIn }) => {
  const phone = freshPhone()
  const leadId = await leadOf((await send("website", { name: `Page Task ${tagOf(phone)}`, phone })).id)
  await signIn("senior")
  await page.goto(`/leads/${leadId}`)
  const tasks = page.getByRole("region", { name: "Tasks" })
  await expect(tasks.getByText("Follow up, day 3")).toBeVisible()
  await tasks.getByRole("button", { name: "Add a task" }).click()
  await tasks.getByLabel("Task").fill("Ask for the licence")
  await tasks.getByLabel("When").fill("2030-01-07T10:00")
  await tasks.getByRole("button", { name: "Add", exact: true }).click()
  const own = tasks.getByRole("listitem").filter({ hasText: "Ask for the licence" })
  await expect(own).toBeVisible()
  await own.getByRole("button", { name: "Done …" }).click()
  await page.getByRole("menuitem", { name: "Spoke on the phone" }).click()
  await expect(own.getByRole("button", { name: "Done …" })).toHaveCount(0)
  await expect(page.getByRole("region", { name: "Timeline" }).getByText("Call answered")).toBeVisible()
})

test("an admin changes the hours, and invalid hours are explained", async ({ page, signIn }) => {
  await signIn("admin")
  await page.goto("/settings/working-time")
  const form = page.getByRole("form", { name: "Working time" })
  await form.getByLabel("Friday").fill("nine to five")
  await form.getByRole("button", { name: "Save working time" }).click()
  await expect(form.getByRole("alert")).toHaveText("Friday: write hours as 09:00-19:00.")
  await form.getByLabel("Friday").fill("9-12, 14:30-19")
  await form.getByRole("button", { name: "Save working time" }).click()
  await expect(page.getByText(/Saved\. What is planned/)).toBeVisible()
  await page.reload()
  await expect(form.getByLabel("Friday")).toHaveValue("09:00-12:00, 14:30-19:00")
})
