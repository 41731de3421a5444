import { readFile } from "node:fs/promises"
import { expect, freshPhone, leadOf, send, tagOf, test } from "./journey"

test("a manager maps a file, checks it, imports it, downloads the failed rows and reverts it", async ({ page, signIn }) => {
  const known = freshPhone()
  const fresh = freshPhone()
  const knownId = await leadOf((await send("website", { name: "Known Person", phone: known })).id)
  await signIn("manager")
  await page.getByRole("link", { name: "Import", exact: true }).click()
  const rows = ["Kunde;الجوال;Firma", `Known Person;${known};Falcon ${known.slice(-4)}`, `ليلى الحداد;${fresh};`, ";;Nobody GmbH"]
  await page
    .getByLabel(/Choose a CSV file/)
    .setInputFiles({ name: "expo.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\r\n")) })
  await page.getByLabel(/^Source/).fill("Expo 2026")
  await page.getByRole("button", { name: "Upload and map columns" }).click()
  await expect(page.getByRole("heading", { name: "expo.csv" })).toBeVisible()
  await expect(page.getByLabel("Column الجوال")).toHaveValue("phone")
  await page.getByLabel("Column Firma").selectOption("company")
  await expect(page.getByRole("region", { name: "Preview" }).getByText(`Company: Falcon ${known.slice(-4)}`)).toBeVisible()
  await expect(page.getByRole("region", { name: "Preview" }).getByText("no name, phone, email or message")).toBeVisible()

  await page.getByRole("button", { name: "Check the file" }).click()
  const forecast = page.getByRole("list", { name: "What the import would do" })
  await expect(forecast.getByRole("link", { name: /^New ?1 ?of 3/ })).toBeVisible()
  await forecast.getByRole("link", { name: /^Update ?1 ?of 3/ }).click()
  await expect(page.getByRole("region", { name: "Rows" }).getByText(/same phone as a known lead/)).toBeVisible()

  await page.getByRole("button", { name: "Start the import" }).click()
  await expect(page.getByRole("list", { name: "What the import did" })).toBeVisible()
  await page.goto(`/leads/${knownId}`)
  await expect(
    page
      .getByText(`Falcon ${known.slice(-4)}`)
      .filter({ visible: true })
      .first(),
  ).toBeVisible()
  await page.goBack()

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download rows not imported" }).click(),
  ])
  const text = await readFile(await download.path(), "utf8")
  expect(text).toContain("Row,Reason,Kunde,الجوال,Firma")
  expect(text).toContain('4,"no name, phone, email or message",,,Nobody GmbH')

  await page.getByRole("button", { name: "Revert" }).click()
  await page.getByRole("button", { name: "Revert the import" }).click()
  await expect(page.getByText(/1 leads removed, 1 as they were without it, 0 kept/)).toBeVisible()
  await page.goto(`/leads/${knownId}`)
  await expect(page.getByRole("heading", { name: "Known Person" })).toBeVisible()
  await expect(page.getByText(`Falcon ${known.slice(-4)}`)).toHaveCount(0)
})

test("an upload whose answer was lost is sent again and is one import", async ({ page, signIn }) => {
  await signIn("manager")
  await page.goto("/import")
  const name = `retry-${tagOf(freshPhone())}.csv`
  const buffer = Buffer.from("Name;Phone\r\nKarim;0501234567")
  await page.getByLabel(/Choose a CSV file/).setInputFiles({ name, mimeType: "text/csv", buffer })
  await page.route(
    "**/api/imports?*",
    async (route) => {
      await route.fetch()
      await route.abort()
    },
    { times: 1 },
  )
  const upload = page.getByRole("button", { name: "Upload and map columns" })
  await upload.click()
  await expect(page.getByRole("alert").filter({ hasText: "did not reach the server" })).toBeVisible()
  await upload.click()
  await expect(page.getByRole("heading", { name })).toBeVisible()
  await page.goto("/import")
  await expect(page.getByRole("link", { name })).toHaveCount(1)
})

test("an agent has no import", async ({ page, signIn }) => {
  await signIn("agent")
  await expect(page.getByRole("link", { name: "Import", exact: true })).toHaveCount(0)
  await page.goto("/import")
  await expect(page.getByRole("heading", { name: "Import" })).toHaveCount(0)
})
