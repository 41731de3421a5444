import { boolean, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core"
import { createdAt, instant, primaryId } from "./columns"
import { users } from "./team"

/** A page with its filters under a name: for its maker, or shared with the team. */
export const savedViews = pgTable(
  "saved_views",
  {
    id: primaryId(),
    /** The page it belongs to, e.g. `board`. */
    page: text("page").notNull(),
    name: text("name").notNull(),
    /** The page's query, without its question mark. */
    query: text("query").notNull(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id),
    shared: boolean("shared").notNull().default(false),
    createdAt: createdAt(),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [index("saved_views_owner").on(t.page, t.ownerId)],
)

/** The view a colleague starts a page with. */
export const savedViewDefaults = pgTable(
  "saved_view_defaults",
  {
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id),
    page: text("page").notNull(),
    viewId: uuid("view_id")
      .notNull()
      .references(() => savedViews.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.userId, t.page] })],
)
