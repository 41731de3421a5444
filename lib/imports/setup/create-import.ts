import { createHash } from "node:crypto"
import { stringify } from "csv-stringify/sync"
import { and, desc, eq, isNotNull } from "drizzle-orm"
import { z } from "zod"
import { importFiles, imports, users } from "@/db/schema"
import { actorId, type Ctx } from "@/lib/platform/context"
import { writeAudit } from "@/lib/platform/audit/write-audit"
import { MANUAL_CHANNELS } from "@/lib/core/channels"
import { AppError } from "@/lib/platform/errors"
import { newId } from "@/lib/platform/ids"
import { readReadingFormat } from "@/lib/platform/settings/input-format-setting"
import { requirePermission } from "@/lib/platform/permissions"
import { inTransaction } from "@/lib/platform/transaction"
import { detectEncoding, textDecoder } from "@/lib/core/encoding/encodings"
import { WHATSAPP_COLUMNS, whatsappRows } from "@/lib/core/imports/whatsapp-chat"
import { guessReading, layoutOf } from "./file-head"

export const FILE_LIMIT = {
  bytes: 50 * 1024 * 1024,
  tooLarge: "The file is over 50 MB; split it and import the parts.",
  cutOff: "The upload was cut off; please try again.",
}
const CHAT_HEAD_BYTES = 16 * 1024
const PART_BYTES = 2 * 1024 * 1024

export const CreateImport = z.object({
  fileName: z.string().trim().min(1).max(200),
  channel: z.enum(MANUAL_CHANNELS).default("import"),
  /** Where the list comes from; the source of every row without one. */
  source: z.string().trim().max(100).optional(),
})

/**
 * Stores a file and guesses how to read it. Nothing is imported yet. `before` is the newest run of the very same file,
 * whose rows would be recognised as repeats.
 */
export async function createImport(
  ctx: Ctx,
  input: z.input<typeof CreateImport>,
  upload: Uint8Array,
): Promise<{ importId: string; before: { importId: string; at: Date } | null }> {
  requirePermission(ctx, "import.run")
  const { fileName, channel, source } = CreateImport.parse(input)
  refuseUnreadable(upload, fileName)
  const team = await ctx.db.select({ name: users.name }).from(users)
  const file = tableOf(
    upload,
    fileName,
    team.map(({ name }) => name),
  )
  const reading = guessReading(file)
  const { columns, mapping } = layoutOf(file, reading, (await readReadingFormat(ctx.db)).dateOrder)
  const digest = createHash("sha256").update(upload).digest("hex")
  const importId = newId()
  const before = await inTransaction(ctx, async (tx) => {
    const [known] = await tx
      .select({ importId: imports.id, at: imports.startedAt })
      .from(imports)
      .where(and(eq(imports.digest, digest), isNotNull(imports.startedAt)))
      .orderBy(desc(imports.startedAt))
      .limit(1)
    await tx.insert(imports).values({
      id: importId,
      fileName,
      byteSize: file.byteLength,
      digest,
      reading,
      columns,
      mapping,
      channel,
      source: source || null,
      createdAt: ctx.now(),
      createdBy: actorId(ctx),
    })
    for (let part = 0; part * PART_BYTES < file.byteLength; part += 1) {
      const body = Buffer.from(file.subarray(part * PART_BYTES, (part + 1) * PART_BYTES))
      await tx.insert(importFiles).values({ importId, part, body })
    }
    await writeAudit(ctx, tx, { action: "import.uploaded", subject: importId, change: { fileName, digest, byteSize: file.byteLength } })
    return known ?? null
  })
  return { importId, before: before?.at ? { importId: before.importId, at: before.at } : null }
}

/** A chat exported from WhatsApp becomes a table of its people; every other file is kept as it is. */
function tableOf(upload: Uint8Array, fileName: string, team: readonly string[]): Uint8Array {
  const encoding = detectEncoding(upload)
  const isChat = whatsappRows(textDecoder(encoding)(upload.subarray(0, CHAT_HEAD_BYTES), false), fileName) !== null
  const rows = isChat ? whatsappRows(textDecoder(encoding)(upload, true), fileName, team) : null
  return rows === null ? upload : Buffer.from(stringify([[...WHATSAPP_COLUMNS], ...rows]))
}

function refuseUnreadable(file: Uint8Array, fileName: string): void {
  if (file.byteLength === 0) throw new AppError("invalid", "The file is empty.")
  if (file.byteLength > FILE_LIMIT.bytes) throw new AppError("too_large", FILE_LIMIT.tooLarge)
  const start = Buffer.from(file.subarray(0, 8)).toString("latin1")
  if (start.startsWith("PK\u0003\u0004") && /\.zip$/i.test(fileName))
    throw new AppError("invalid", "This is a zip archive. Unpack it and import the .txt or .csv file inside.")
  if (start.startsWith("PK\u0003\u0004") || start.startsWith("\u00d0\u00cf\u0011\u00e0"))
    throw new AppError("invalid", "This is an Excel workbook. In Excel choose Save as, CSV UTF-8, and import that file.")
  if (start.startsWith("%PDF") || start.startsWith("\u001f\u008b")) throw new AppError("invalid", "This is not a CSV file.")
}
