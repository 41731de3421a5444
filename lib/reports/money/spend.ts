import { CsvError, parse } from "csv-parse/sync"
import { and, desc, eq, gte, lte } from "drizzle-orm"
import { z } from "zod"
import { channelSpend } from "@/db/schema"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { CHANNELS } from "@/lib/core/channels"
import { daysBetween, lastDayOfMonth, monthOf } from "@/lib/core/days"
import { overlapDays, type Period } from "@/lib/core/metrics/periods"
import { toHundredths, TypedAmount } from "@/lib/core/money/money"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import type { Credited } from "@/lib/reports/query/attribution"
import { sumsOf, type ReportReader } from "@/lib/reports/query/reader"

const Name = z.string().trim().toLowerCase().max(100).default("")

/** What was paid for a channel in a month. The amount is in the currency's main unit, as people write it. */
export const SetSpend = z.object({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "Write the month as 2026-03."),
  channel: z.enum(CHANNELS),
  source: Name,
  campaign: Name,
  amount: TypedAmount.pipe(z.number().max(100_000_000)),
})
export type SetSpend = z.input<typeof SetSpend>

/**
 * One amount for each month, channel, source and campaign: entering it again replaces it, and a 0 removes it. All
 * amounts of a channel add up, with a source or without.
 */
export async function setSpend(ctx: Ctx, inputs: readonly SetSpend[]): Promise<number> {
  requirePermission(ctx, "reports.team")
  const lines = inputs.map((input) => SetSpend.parse(input))
  await inTransaction(ctx, async (tx) => {
    for (const { month, channel, source, campaign, amount } of lines) {
      const key = { month: `${month}-01`, channel, source, campaign }
      const row = {
        amountMinor: toHundredths(amount),
        updatedAt: ctx.now(),
        updatedBy: actorId(ctx),
      }
      await tx
        .insert(channelSpend)
        .values({ id: newId(), ...key, ...row })
        .onConflictDoUpdate({ target: [channelSpend.month, channelSpend.channel, channelSpend.source, channelSpend.campaign], set: row })
      await writeAudit(ctx, tx, { action: "spend.set", subject: `${month} ${channel}`, change: { ...key, amount } })
    }
    await tx.delete(channelSpend).where(eq(channelSpend.amountMinor, 0))
  })
  return lines.length
}

const CSV_MAX = 200_000

/** Columns month, channel, amount; source and campaign may be left out. Either every line is taken or none. */
export async function importSpend(ctx: Ctx, csv: string): Promise<number> {
  requirePermission(ctx, "reports.team")
  if (csv.length > CSV_MAX) throw new AppError("too_large", "The file is over 200 kB.")
  const problems: Record<string, string> = {}
  const lineOf = new Map<string, number>()
  const lines = readCsv(csv).flatMap(({ record, line }) => {
    const parsed = SetSpend.safeParse(record)
    if (!parsed.success) {
      problems[`line ${line}`] = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")
      return []
    }
    const { month, channel, source, campaign } = parsed.data
    const key = [month, channel, source, campaign].join("\u0000")
    const earlier = lineOf.get(key)
    if (earlier !== undefined)
      problems[`line ${line}`] = `line ${earlier} is for the same month, channel, source and campaign; add the two up in one line`
    else lineOf.set(key, line)
    return [parsed.data]
  })
  const wrong = Object.keys(problems).length
  if (wrong > 0)
    throw new AppError("invalid", `${wrong} ${wrong === 1 ? "line" : "lines"} cannot be taken; nothing was.`, { fields: problems })
  if (lines.length === 0) throw new AppError("invalid", "There is no line in it. The first line names the columns: month,channel,amount.")
  return await setSpend(ctx, lines)
}

/** Each record with the line of the file on which it ends, as an editor counts. */
function readCsv(csv: string): { record: Record<string, string>; line: number }[] {
  try {
    const rows: { record: Record<string, string>; info: { lines: number } }[] = parse(csv, {
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      info: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
    })
    return rows.map(({ record, info }) => ({ record, line: info.lines }))
  } catch (cause) {
    const why = cause instanceof CsvError ? `: ${cause.message}` : "."
    throw new AppError("invalid", `This cannot be read as a CSV file${why}`, { cause })
  }
}

export async function listSpend(ctx: Ctx): Promise<(typeof channelSpend.$inferSelect)[]> {
  requirePermission(ctx, "reports.team")
  return await ctx.db.select().from(channelSpend).orderBy(desc(channelSpend.month), channelSpend.channel).limit(500)
}

/** Spend of a period in minor units, by channel, source or campaign; a month counts by its days. */
export async function spendOf({ tx, scope }: ReportReader, period: Period, by: Credited = "channel"): Promise<Map<string, number>> {
  const rows = await tx
    .select()
    .from(channelSpend)
    .where(and(gte(channelSpend.month, monthOf(period.from)), lte(channelSpend.month, period.to)))
  const spend = new Map<string, number>()
  for (const row of rows) {
    const key = row[by]
    const { channels, source, campaign } = scope.filter
    const isAsked = (channels?.includes(row.channel) ?? true) && isNamed(row.source, source) && isNamed(row.campaign, campaign)
    if (!isAsked || key === "") continue
    const whole = { from: row.month, to: lastDayOfMonth(row.month) }
    const part = Math.round((row.amountMinor * overlapDays(whole, period)) / (daysBetween(whole.from, whole.to) + 1))
    spend.set(key, (spend.get(key) ?? 0) + part)
  }
  return spend
}

const isNamed = (name: string, asked: string | null): boolean => asked === null || asked.trim().toLowerCase() === name

type CostRow = { key: string; spend: number; leads: number; bookings: number; revenue: number }
export type CostView = { by: Credited; currency: string; rows: CostRow[] }

/**
 * What was paid against what it brought. Nobody pays by agent or by band, so those filters do not narrow the leads: a
 * whole month's spend over one agent's leads would be no cost of anything.
 */
export async function readCosts(ctx: Ctx, reader: ReportReader, by: Credited): Promise<CostView> {
  requirePermission(ctx, "reports.team")
  const { period, filter } = reader.scope
  const spend = await spendOf(reader, period, by)
  const brought = await sumsOf(reader, {
    measures: ["leads", "bookings", "revenue"],
    period,
    filter: { ...filter, owners: null, bands: null },
    by: [by],
  })
  const rows = [...spend].map(([key, amount]) => {
    const row = brought.find((one) => one[by] === key)
    return { key, spend: amount, leads: row?.leads ?? 0, bookings: row?.bookings ?? 0, revenue: row?.revenue ?? 0 }
  })
  return { by, currency: reader.rules.currency, rows: rows.sort((a, b) => b.spend - a.spend || (a.key < b.key ? -1 : 1)) }
}
