import { z } from "zod"
import { addressOf } from "./address"

/**
 * How a lead stands with the CRM. Every lead that is on record is in exactly one of the five, so that the five add up to
 * all of them: what keeps it out counts before what is wrong with it, and what is wrong before what it waits for.
 */
export const SYNC_STATES = ["in_sync", "pending", "failing", "parked", "excluded"] as const
export type SyncState = (typeof SYNC_STATES)[number]

/**
 * Leads by state; by what failed, as its class and its message; or by a value that the CRM does not take, as its field
 * and the CRM's message about it.
 */
export const SyncFilter = z.object({
  /** The connection's name; the first one's leads without it. */
  crm: z.string().max(40).optional(),
  state: z.enum(SYNC_STATES).optional(),
  cause: z.string().max(40).optional(),
  error: z.string().max(500).optional(),
  withheld: z.string().max(40).optional(),
  why: z.string().max(300).optional(),
  owner: z.uuid().optional(),
  cursor: z.uuid().optional(),
})

export const syncLeadsAddress = addressOf("/sync/leads", SyncFilter.shape)
