import { createServer } from "node:http"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { expectAccessible, expectFitsPhone } from "../accessibility"
import { baseUrl, expect, freshPhone, leadOf, send, tagOf, test } from "../journey"
import { E2E_SECRETS } from "../../server"

const api = (method: string, path: string, body?: unknown) =>
  fetch(`${baseUrl}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${E2E_SECRETS.ONELEAD_API_KEY}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

test("an admin adds a webhook, sees a new lead arrive at the other system, and sends it again", async ({ page, signIn }) => {
  const received: { type: string; data: { lead: { id: string; name: string } } }[] = []
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      received.push(JSON.parse(Buffer.concat(chunks).toString()) as (typeof received)[number])
      response.end()
    })
  }).listen(0, "127.0.0.1")
  await once(receiver, "listening")
  await signIn("admin")
  await page.goto("/settings/webhooks")
  await page.getByRole("button", { name: "New webhook" }).click()
  await page.getByLabel("Address").fill("not an address")
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByRole("alert").filter({ hasText: "Enter the whole address" })).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel("Address").fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`)
  await page.getByRole("button", { name: "Save" }).click()
  await expect(page.getByTestId("secret")).toHaveText(/^whsec_/)
  await page.getByRole("button", { name: "Done" }).click()
  await page.getByRole("link", { name: "127.0.0.1" }).click()
  await expect(page.getByText("Nothing was sent yet")).toBeVisible()

  const phone = freshPhone()
  const name = `Rashid ${tagOf(phone)}`
  const { id: receipt } = await send("website", { phone, name })
  const leadId = await leadOf(receipt)
  const ofLead = () => received.filter(({ data }) => data.lead.id === leadId)
  await expect.poll(ofLead, { timeout: 20_000 }).toMatchObject([{ type: "lead.created", data: { lead: { name } } }])
  const row = page.getByRole("row").filter({ has: page.locator(`a[href="/leads/${leadId}"]`) })
  await expect(async () => {
    await page.reload()
    await expect(row).toContainText("Delivered", { timeout: 1_000 })
  }).toPass()
  await expectAccessible(page)
  await expectFitsPhone(page)
  await row.getByRole("button", { name: "Send again" }).click()
  await expect.poll(ofLead, { timeout: 20_000 }).toHaveLength(2)

  await page.getByRole("button", { name: "Switch off" }).click()
  await expect(page.getByText("Off", { exact: true })).toBeVisible()
  await page.getByRole("button", { name: "Delete" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click()
  await expect(page).toHaveURL(/\/settings\/webhooks$/)
  receiver.close()
})

test("a tool subscribes, asks for a sample and unsubscribes through the API", async () => {
  const made = await api("POST", "/hooks", { url: "https://hooks.example.com/abc", events: ["lead.booked", "lead.lost"] })
  expect(made.status).toBe(201)
  const { id, secret, events } = (await made.json()) as { id: string; secret: string; events: string[] }
  expect(secret).toMatch(/^whsec_/)
  expect(events).toEqual(["lead.booked", "lead.lost"])
  const sample = (await (await api("GET", "/hooks/samples?event=lead.booked")).json()) as {
    data: { type: string; data: { lead: { name: string } } }[]
  }
  expect(sample.data[0]).toMatchObject({ type: "lead.booked", data: { lead: { name: expect.any(String) } } })
  expect(JSON.stringify(await (await api("GET", "/hooks")).json())).not.toContain(secret)
  expect((await api("DELETE", `/hooks/${id}`)).status).toBe(204)
  expect((await api("GET", `/hooks/${id}`)).status).toBe(404)
  expect((await api("POST", "/hooks", { url: "http://169.254.169.254/", events: ["nothing"] })).status).toBe(422)
  expect((await api("POST", "/hooks", { url: "not an address", events: ["lead.lost"] })).status).toBe(422)
})
