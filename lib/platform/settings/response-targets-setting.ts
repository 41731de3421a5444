import type { Database, Transaction } from "@/db/client"
import { readSetting, type Setting } from "./setting"
import { ResponseTargets } from "@/lib/core/response/targets"

export const RESPONSE_TARGETS: Setting<ResponseTargets> = { key: "response_targets", schema: ResponseTargets }

export const readResponseTargets = (db: Pick<Database | Transaction, "select">): Promise<ResponseTargets> =>
  readSetting(db, RESPONSE_TARGETS)
