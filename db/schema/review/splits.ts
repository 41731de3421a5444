import { index, jsonb, pgTable, uuid } from "drizzle-orm/pg-core"
import { duplicateItems, type ItemMove, type StrengthBefore } from "./duplicates"
import { instant, primaryId } from "../columns"
import { leads } from "../leads"
import { users } from "../team"

/** What a split did, precisely enough to undo it. What arrived since needs no list: all of the new lead goes back. */
export type SplitSnapshot = {
  /** Table → ids of the rows that moved into the new lead. */
  moved: Record<string, string[]>
  /** Every identity whose strength the split changed, as it was. */
  strengths: StrengthBefore[]
  /** Copies of identities that both leads claim, made for the lead that does not own them. */
  copies: string[]
  /** Rows that exist because the new lead was born: they stay with its shell. */
  born: { stageHistory: string[]; ownerHistory: string[] }
  items: ItemMove[]
  /** The item that remembers that the two leads are two people. */
  distinctItemId: string
}

/** One lead that turned out to be two people: `to` was made from a part of `from`. */
export const splits = pgTable(
  "splits",
  {
    id: primaryId(),
    fromId: uuid("from_id")
      .notNull()
      .references(() => leads.id),
    toId: uuid("to_id")
      .notNull()
      .references(() => leads.id),
    itemId: uuid("item_id").references(() => duplicateItems.id),
    at: instant("at").notNull(),
    userId: uuid("user_id").references(() => users.id),
    snapshot: jsonb("snapshot").$type<SplitSnapshot>().notNull(),
    undoneAt: instant("undone_at"),
    undoneBy: uuid("undone_by").references(() => users.id),
  },
  (t) => [index("splits_from").on(t.fromId), index("splits_to").on(t.toId), index("splits_item").on(t.itemId)],
)
