/*
 * Sends the forms of a website to Onelead, with where the visitor came from. No dependency, no cookie.
 *
 *   <script src="https://leads.example.com/onelead.js" data-key="form_…" defer></script>
 *   <form data-onelead="Contact">…</form>
 *
 * data-key       the public form key
 * data-form      a selector of the forms to attach; default form[data-onelead]
 * data-mode      post (default): sends the form and stays on the page
 *                copy: sends a copy and lets the page's own handler go on
 *                fill: only fills hidden fields, for a form that another system sends here
 * data-consent   granted: the visit's source may be kept in localStorage. Otherwise call Onelead.consent(true)
 * data-thanks    where to go after a form was sent
 * data-lang      en or ar; default is the language of the form or the page
 */
;(() => {
  "use strict"
  const script = document.currentScript
  const set = script.dataset
  const endpoint = `${new URL(script.src).origin}/api/webhooks/website?form=${encodeURIComponent(set.key || "")}`
  const STORE = "onelead"
  const TRAP = "company_website"
  const PARAMS = /^(utm_\w+|gclid|gbraid|wbraid|fbclid|msclkid|ttclid|twclid|li_fat_id|ctwa_clid)$/
  const WAITS_MS = [1000, 2000, 4000, 8000, 16000]
  const TEXTS = {
    en: { sending: "Sending …", sent: "Thank you. We will be in touch soon.", failed: "This could not be sent. Please try again." },
    ar: { sending: "جارٍ الإرسال …", sent: "شكرًا لك. سنتواصل معك قريبًا.", failed: "تعذّر الإرسال. يرجى المحاولة مرة أخرى." },
  }

  /* Where the visit came from. It is kept from page to page with consent only. */

  const visit = () => {
    const touch = {}
    for (const [name, value] of new URLSearchParams(location.search)) if (PARAMS.test(name)) touch[name] = value.slice(0, 512)
    const from = document.referrer
    if (from && new URL(from).host !== location.host) touch.referrer = from.slice(0, 512)
    return Object.keys(touch).length ? { ...touch, landing_page: location.href.slice(0, 512), at: new Date().toISOString() } : null
  }

  let mayStore = set.consent === "granted"
  let memory = {}
  const stored = () => {
    try {
      return JSON.parse(localStorage.getItem(STORE)) || {}
    } catch {
      return {}
    }
  }
  const touches = () => (mayStore ? { ...memory, ...stored() } : memory)
  const remember = () => {
    const now = memory.last
    const known = stored()
    memory = { first: known.first || memory.first, last: now || known.last }
    try {
      localStorage.setItem(STORE, JSON.stringify(memory))
    } catch {
      /* A browser without storage: the source of this page is still sent. */
    }
  }
  const consent = (granted) => {
    mayStore = granted
    if (granted) return remember()
    try {
      localStorage.removeItem(STORE)
    } catch {
      /* Nothing was stored. */
    }
  }

  const here = visit() || { landing_page: location.href.slice(0, 512), at: new Date().toISOString() }
  memory = { first: here, ...(Object.keys(here).length > 2 ? { last: here } : {}) }
  if (mayStore) remember()

  const source = () => {
    const { first, last = first } = touches()
    const fields = { ...last, page_url: location.href.slice(0, 512) }
    delete fields.at
    if (first && first !== last) for (const name of Object.keys(first)) fields[`_first_${name}`] = first[name]
    return fields
  }

  /* A form's own hidden fields, and the two traps that programs fall into. */

  const hidden = (form, name) => {
    const found = form.elements.namedItem(name)
    if (found) return found
    const input = document.createElement("input")
    input.type = "hidden"
    input.name = name
    return form.appendChild(input)
  }
  const fill = (form) => {
    for (const [name, value] of Object.entries(source())) {
      const input = hidden(form, name)
      if (!input.value) input.value = value
    }
  }
  const addTrap = (form) => {
    if (form.elements.namedItem(TRAP)) return
    const input = document.createElement("input")
    Object.assign(input, { name: TRAP, tabIndex: -1, autocomplete: "off" })
    input.setAttribute("aria-hidden", "true")
    Object.assign(input.style, {
      position: "absolute",
      width: "1px",
      height: "1px",
      opacity: "0",
      pointerEvents: "none",
      insetInlineStart: "-9999px",
    })
    form.appendChild(input)
  }

  /* Sending: the same submission id through every try, so that it arrives once. */

  const newId = () =>
    crypto.randomUUID
      ? crypto.randomUUID()
      : Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")
  const pending = new Set()
  addEventListener("pagehide", () => {
    for (const body of pending) navigator.sendBeacon(endpoint, body)
  })

  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  /* True once it is stored over there; an error says why it never will be. */
  const tryOnce = async (body) => {
    const answer = await fetch(endpoint, { method: "POST", body, keepalive: true, headers: { accept: "application/json" } })
    if (answer.ok) return true
    if (answer.status < 500 && answer.status !== 429)
      throw Object.assign(new Error(`Onelead refused the form: ${answer.status}`), { isFinal: true })
    await wait(Math.min(Number(answer.headers.get("retry-after")) || 0, 30) * 1000)
    return false
  }
  const post = async (body) => {
    pending.add(body)
    try {
      for (const ms of [0, ...WAITS_MS]) {
        await wait(ms)
        try {
          if (await tryOnce(body)) return
        } catch (error) {
          if (error.isFinal) throw error
        }
      }
      throw new Error("Onelead could not be reached.")
    } finally {
      pending.delete(body)
    }
  }

  const send = (fields) => post(new URLSearchParams({ ...source(), submission_id: newId(), ...fields }))

  const bodyOf = (form, { startedAt, id }) => {
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value)
    for (const [name, value] of Object.entries(source())) if (!body.get(name)) body.set(name, value)
    const name = form.dataset.onelead || form.name || form.id
    if (name && !body.has("form_name")) body.set("form_name", name)
    if (!body.has("submission_id")) body.set("submission_id", id)
    body.set("_started_at", String(startedAt))
    return body
  }

  /* What the person sees. */

  const textsOf = (form) => {
    const lang = set.lang || (form.closest("[lang]") || document.documentElement).lang || "en"
    return TEXTS[lang.toLowerCase().startsWith("ar") ? "ar" : "en"]
  }
  const say = (form, what) => {
    let line = form.querySelector("[data-onelead-message]")
    if (!line) {
      line = document.createElement("p")
      line.setAttribute("data-onelead-message", "")
      form.appendChild(line)
    }
    line.setAttribute("role", what === "failed" ? "alert" : "status")
    line.setAttribute("data-state", what)
    line.textContent = line.dataset[what] || textsOf(form)[what]
  }
  const tell = (form, name, detail) => form.dispatchEvent(new CustomEvent(`onelead:${name}`, { bubbles: true, detail }))

  const submit = async (form, body, thanks) => {
    const buttons = [...form.querySelectorAll("button:not([type=button]), input[type=submit]")].filter((button) => !button.disabled)
    for (const button of buttons) button.disabled = true
    say(form, "sending")
    try {
      await post(body)
      form.reset()
      say(form, "sent")
      tell(form, "sent", { submissionId: body.get("submission_id") })
      if (thanks) location.assign(thanks)
      return true
    } catch (error) {
      console.error(error)
      say(form, "failed")
      tell(form, "failed", { message: error.message })
      return false
    } finally {
      for (const button of buttons) button.disabled = false
    }
  }

  const attached = new WeakSet()
  const attach = (form, options = {}) => {
    if (attached.has(form)) return
    attached.add(form)
    const { mode = set.mode || "post", thanks = form.dataset.thanks || set.thanks } = options
    const filling = { startedAt: Date.now(), id: newId() }
    fill(form)
    if (mode === "fill") return
    addTrap(form)
    form.addEventListener("submit", (event) => {
      const body = bodyOf(form, filling)
      if (mode === "copy") return void post(body).catch(console.error)
      event.preventDefault()
      void submit(form, body, thanks).then((sent) => sent && Object.assign(filling, { startedAt: Date.now(), id: newId() }))
    })
  }

  const find = () => document.querySelectorAll(set.form || "form[data-onelead]").forEach((form) => attach(form))
  const start = () => {
    find()
    new MutationObserver(find).observe(document.documentElement, { childList: true, subtree: true })
  }
  window.Onelead = { attach, consent, send }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start)
  else start()
})()
