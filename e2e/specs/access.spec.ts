import { assign, expect, freshPhone, leadOf, send, sendBody, signInByForm, test } from "./journey"

test("a stranger sees only the sign-in page", async ({ page }) => {
  for (const path of ["/", "/board", "/leads", "/leads/new", "/intake", "/api-docs"]) {
    await page.goto(path)
    await expect(page).toHaveURL(/\/sign-in/)
  }
  for (const path of ["/api/v1/leads", "/api/leads/export", "/api/live", "/api/metrics"]) {
    expect((await page.request.get(path)).status()).toBe(401)
  }
})

test("a wrong password is refused with a message, and too many tries are slowed down", async ({ page }) => {
  await page.goto("/sign-in")
  const tryOnce = async () => {
    await page.getByLabel("Email").fill("throttled@onelead.demo")
    await page.getByLabel("Password").fill("not the password")
    await page.getByRole("button", { name: "Sign in", exact: true }).click()
  }
  await tryOnce()
  await expect(page.getByText("Email or password is wrong.")).toBeVisible()
  for (let tries = 0; tries < 8; tries += 1) {
    await tryOnce()
    await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeEnabled()
  }
  await expect(page.getByText(/Too many tries/)).toBeVisible()
})

test("an agent has no intake log and no export, by any address", async ({ page, signIn }) => {
  await signIn("agent")
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Intake" })).toHaveCount(0)
  await page.goto("/intake")
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible()
  expect((await page.request.get("/api/leads/export")).status()).toBe(403)
})

test("an agent cannot change another agent's lead", async ({ page, signIn, secondBrowser: manager }) => {
  const leadId = await leadOf((await send("website", { name: "Owned Oasis", phone: freshPhone() })).id)
  await signIn("manager", manager)
  await assign(manager, leadId, "Priya Menon")
  await signIn("agent")
  await page.goto(`/leads/${leadId}`)
  await expect(page.getByRole("heading", { name: "Owned Oasis" })).toBeVisible()
  await expect(page.getByRole("button", { name: "Move to …" })).toHaveCount(0)
  const answer = await page.request.post(`/api/v1/leads/${leadId}/stage`, {
    data: { to: "contacted" },
    headers: { origin: new URL(page.url()).origin },
  })
  expect(answer.status()).toBe(403)
  expect(await answer.json()).toMatchObject({ error: { code: "forbidden" } })
  expect(await (await page.request.get(`/api/v1/leads/${leadId}`)).json()).toMatchObject({ stage: "new_lead" })
})

test("a dead letter is found in the intake log with its reason and body, and can be replayed", async ({ page, signIn }) => {
  const { id } = await sendBody("website", Buffer.from('{"name":"cut off'))
  await signIn("manager")
  const row = page.getByRole("row").filter({ has: page.locator(`a[href="/intake/${id}"]`) })
  await expect(async () => {
    await page.goto("/intake?state=dead")
    await expect(row).toBeVisible({ timeout: 1000 })
  }).toPass()
  await expect(row.getByText("the body is not valid JSON")).toBeVisible()
  await row.getByRole("link").first().click()
  await expect(page.getByText('{"name":"cut off')).toBeVisible()
  await page.getByRole("button", { name: "Replay" }).click()
  await expect(page.getByText("Given back to the worker.")).toBeVisible()
})

test("signing out ends the session wherever its cookie was copied to", async ({ page, secondBrowser: copy }) => {
  await signInByForm(page, "reviewer")
  await copy.context().addCookies(await page.context().cookies())
  await copy.goto("/account")
  await expect(copy.getByRole("heading", { name: "Account" })).toBeVisible()
  await page.getByRole("button", { name: /Grace Santos/ }).click()
  await page.getByRole("menuitem", { name: "Sign out" }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  await copy.goto("/board")
  await expect(copy).toHaveURL(/\/sign-in/)
  expect((await copy.request.get("/api/v1/leads")).status()).toBe(401)
})

test("a person sees their sessions and signs the others out", async ({ page, secondBrowser: other }) => {
  await signInByForm(page, "reviewer")
  await signInByForm(other, "reviewer")
  await page.goto("/account")
  const sessions = page.getByRole("list", { name: "Sessions" })
  await expect(sessions.getByText("This browser")).toHaveCount(1)
  await page.getByRole("button", { name: "Sign out all others" }).click()
  await expect(page.getByText(/sessions? ended/)).toBeVisible()
  await expect(sessions.getByRole("listitem")).toHaveCount(1)
  await expect(page.getByRole("region", { name: "Sessions" })).toBeFocused()
  await other.goto("/board")
  await expect(other).toHaveURL(/\/sign-in/)
  await page.reload()
  await expect(page.getByRole("heading", { name: "Account" })).toBeVisible()
})

test("a page runs its own scripts and no others", async ({ page, signIn }) => {
  await signIn("agent")
  const answer = await page.goto("/board")
  const policy = answer?.headers()["content-security-policy"] ?? ""
  expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{20,}' 'strict-dynamic';/)
  expect((await page.reload())?.headers()["content-security-policy"]).not.toBe(policy)
  // Markup that comes from elsewhere runs nothing: the picture cannot be read, and its handler is blocked.
  const hit = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const holder = document.createElement("div")
        holder.innerHTML = '<img onerror="window.hit = 1">'
        const image = holder.querySelector("img")
        image?.addEventListener("error", () => resolve(String((window as { hit?: number }).hit)))
        document.body.append(holder)
        image?.setAttribute("src", "data:image/png;base64,AAAA")
      }),
  )
  expect(hit).toBe("undefined")
})

test("ten clicks create one task, and ten copies of its request none more", async ({ page, signIn }) => {
  await signIn("manager")
  const leadId = await leadOf((await send("website", { name: "Clicked Often", phone: freshPhone() })).id)
  await page.goto(`/leads/${leadId}`)
  const tasks = page.getByRole("region", { name: "Tasks" })
  await tasks.getByRole("button", { name: "Add a task" }).click()
  await tasks.getByLabel("Task").fill("Send the licence form")
  await tasks.getByLabel("When").fill("2099-01-05T10:00")
  const sent = page.waitForRequest((request) => request.method() === "POST" && (request.postData() ?? "").includes("Send the licence form"))
  await tasks.getByRole("button", { name: "Add", exact: true }).evaluate((button: HTMLButtonElement) => {
    for (let click = 0; click < 10; click += 1) button.form?.requestSubmit()
  })
  const request = await sent
  await expect(tasks.getByText("Send the licence form")).toHaveCount(1)
  const copies = await Promise.all(
    Array.from({ length: 10 }, async () =>
      page.request.fetch(request.url(), { method: "POST", headers: await request.allHeaders(), data: request.postDataBuffer() ?? "" }),
    ),
  )
  expect(copies.map((copy) => copy.status())).toEqual(Array(10).fill(200))
  await page.reload()
  await expect(tasks.getByText("Send the licence form")).toHaveCount(1)
})
