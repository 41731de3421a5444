import { desc, sql } from "drizzle-orm"
import { z } from "zod"
import type { Database, Transaction } from "@/db/client"
import { inboundEvents } from "@/db/schema"
import { isSilent } from "@/lib/channels/reading/form-claims"
import { readSubmission, type Submission } from "@/lib/channels/website"
import { FormChoices, KeyChoices } from "@/lib/core/forms/form-fields"
import type { ReadKey } from "@/lib/core/forms/read-form"
import type { Ctx } from "@/lib/platform/context"
import { requirePermission } from "@/lib/platform/permissions"
import { changeSetting, readSetting } from "@/lib/platform/settings/setting"
import { FORM_CHOICES } from "@/lib/intake/parse-settings"
import { replayDeliveries } from "./replay-event"

/** A form as its recent submissions show it: which keys came, and what each was read as. */
export type FormView = {
  form: string
  submissions: number
  /** Of them, those of which nothing was understood. */
  dead: number
  lastAt: string
  keys: FormKeyView[]
}
export type FormKeyView = Pick<ReadKey, "key" | "readAs" | "by"> & {
  seen: number
  /** The newest value that was filled in. */
  sample: string | null
}

const RECENT = 500
const SAMPLE_MAX = 60

/** The forms of the newest submissions, those with trouble first. The stored bodies are read again, so a new rule shows at once. */
export async function listForms(ctx: Ctx): Promise<FormView[]> {
  requirePermission(ctx, "settings.manage")
  const choices = await readSetting(ctx.db, FORM_CHOICES)
  const forms = new Map<string, FormView>()
  for (const { state, receivedAt, read } of await recentSubmissions(ctx.db, choices)) {
    const view = forms.get(read.choicesFor) ?? {
      form: read.choicesFor,
      submissions: 0,
      dead: 0,
      lastAt: receivedAt.toISOString(),
      keys: [],
    }
    view.submissions += 1
    if (state === "dead") view.dead += 1
    for (const key of read.form.keys) if (!isSilent(key)) addKey(view, key)
    forms.set(read.choicesFor, view)
  }
  return [...forms.values()].toSorted((a, b) => b.dead - a.dead || b.submissions - a.submissions || (a.form < b.form ? -1 : 1))
}

function addKey(view: FormView, { key, readAs, by, texts }: ReadKey): void {
  const sample = texts[0]?.slice(0, SAMPLE_MAX).toWellFormed() ?? null
  const known = view.keys.find((one) => one.key === key)
  if (!known) view.keys.push({ key, readAs, by, seen: 1, sample })
  else {
    known.seen += 1
    known.sample ??= sample
    known.readAs ??= readAs
    known.by ??= by
  }
}

type RecentSubmission = { id: string; state: string; receivedAt: Date; read: Extract<Submission, { ok: true }> }

/** The newest first. */
async function recentSubmissions(
  db: Pick<Database | Transaction, "select">,
  choices: FormChoices,
  only?: "dead",
): Promise<RecentSubmission[]> {
  const rows = await db
    .select({
      id: inboundEvents.id,
      state: inboundEvents.state,
      headers: inboundEvents.headers,
      raw: inboundEvents.raw,
      receivedAt: inboundEvents.receivedAt,
    })
    .from(inboundEvents)
    .where(sql`channel = 'website' and octet_length(raw) > 0 ${only ? sql`and state = ${only}` : sql``}`)
    .orderBy(desc(inboundEvents.receivedAt), desc(inboundEvents.id))
    .limit(RECENT)
  return rows.flatMap(({ headers, raw, ...row }) => {
    const read = readSubmission({ headers, raw }, choices)
    return read.ok ? [{ ...row, read }] : []
  })
}

/** Only keys whose choice changes; null leaves a key to be read automatically again. */
export const ChooseFormKeys = z.object({
  form: z.string().min(1).max(200),
  keys: z.record(KeyChoices.keyType, KeyChoices.valueType.nullable()),
})

/**
 * Says what keys of a form are to be read as, and gives the form's dead submissions back to the worker, all or nothing. Returns
 * how many there were.
 */
export async function chooseFormKeys(ctx: Ctx, input: z.input<typeof ChooseFormKeys>): Promise<{ replayed: number }> {
  const { form, keys } = ChooseFormKeys.parse(input)
  let replayed = 0
  const choose = ({ forms }: FormChoices): FormChoices => ({ forms: { ...forms, [form]: withoutNulls({ ...forms[form], ...keys }) } })
  await changeSetting(ctx, FORM_CHOICES, choose, async (tx, choices) => {
    const dead = await recentSubmissions(tx, choices, "dead")
    const ids = dead.filter(({ read }) => read.choicesFor === form).map(({ id }) => id)
    replayed = await replayDeliveries(ctx, tx, ids)
  })
  return { replayed }
}

const withoutNulls = (keys: z.infer<typeof ChooseFormKeys>["keys"]): KeyChoices =>
  Object.fromEntries(Object.entries(keys).flatMap(([key, readAs]) => (readAs === null ? [] : [[key, readAs]])))
