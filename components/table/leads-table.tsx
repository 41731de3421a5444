"use client"

import { columnVisibilityFeature, createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table"
import { Columns3 } from "lucide-react"
import Link from "next/link"
import { useEffect, useState } from "react"
import { cx } from "@/components/ui/class-names"
import { isTyping } from "@/components/layout/keyboard-help"
import { useFreshPage } from "@/components/layout/live"
import { ChannelIcons, channelLabel } from "@/components/lead/channel-icon"
import { LeadName } from "@/components/lead/lead-name"
import { OwnerChip } from "@/components/lead/owner-chip"
import { PhoneNumber } from "@/components/lead/phone-number"
import { ScoreBadge } from "@/components/lead/score-badge"
import { StagePill } from "@/components/lead/stage-pill"
import { Badge } from "@/components/ui/badge"
import { Button } from "@/components/ui/button"
import { Menu, MenuHeading, MenuItem } from "@/components/ui/menu"
import { Age, Clock } from "@/components/ui/time"
import type { LeadRowView } from "@/lib/leads/list-leads"

const features = tableFeatures({ columnVisibilityFeature })
const helper = createColumnHelper<typeof features, LeadRowView & { now: string }>()

const columns = helper.columns([
  helper.accessor("name", {
    header: "Name",
    enableHiding: false,
    cell: ({ row: { original } }) => (
      <Link href={`/leads/${original.id}`} data-row className="block max-w-56 truncate font-medium hover:underline">
        <LeadName name={original.name} phone={original.phones[0]} email={original.emails[0]} />
      </Link>
    ),
  }),
  helper.accessor((lead) => lead.phones[0], {
    id: "phone",
    header: "Phone",
    cell: ({ row: { original } }) => (
      <MoreThanOne first={original.phones[0] ? <PhoneNumber value={original.phones[0]} /> : null} count={original.phones.length} />
    ),
  }),
  helper.accessor((lead) => lead.emails[0], {
    id: "email",
    header: "Email",
    cell: ({ row: { original } }) => (
      <MoreThanOne first={<span className="block max-w-52 truncate">{original.emails[0]}</span>} count={original.emails.length} />
    ),
  }),
  helper.accessor("stage", {
    header: "Stage",
    cell: ({ row: { original } }) =>
      original.kind === "lead" ? (
        <StagePill stage={original.stage} />
      ) : (
        <Badge>{original.kind === "customer" ? "Customer" : "Unidentified"}</Badge>
      ),
  }),
  helper.accessor((lead) => lead.owner?.name, {
    id: "owner",
    header: "Owner",
    cell: ({ row: { original } }) => <OwnerChip owner={original.owner} />,
  }),
  helper.accessor("score", {
    header: "Score",
    cell: ({ row: { original } }) => <ScoreBadge score={original.score} band={original.band} />,
  }),
  helper.accessor("channels", { header: "Channels", cell: ({ row: { original } }) => <ChannelIcons channels={original.channels} /> }),
  helper.accessor("vehicle", {
    header: "Vehicle",
    cell: ({ row: { original } }) => <span className="block max-w-40 truncate">{original.vehicle}</span>,
  }),
  helper.accessor("firstChannel", { header: "First channel", cell: ({ row: { original } }) => channelLabel(original.firstChannel) }),
  helper.accessor("firstTouchAt", { header: "First touch", cell: ({ row: { original } }) => <Clock iso={original.firstTouchAt} /> }),
  helper.accessor("lastActivityAt", {
    header: "Last activity",
    cell: ({ row: { original } }) => <Age iso={original.lastActivityAt} now={original.now} />,
  }),
])

/** The name stays in sight however far one scrolls. */
const STUCK = "first:sticky first:start-0 first:bg-surface first:ps-4 group-hover:first:bg-hover max-sm:first:max-w-40"

const MoreThanOne = ({ first, count }: { first: React.ReactNode; count: number }) => (
  <span className="inline-flex items-center gap-1.5">
    {first}
    {count > 1 ? <Badge title={`${count} known`}>+{count - 1}</Badge> : null}
  </span>
)

/** Filtering, sorting and paging happen on the server; the table only chooses columns. */
export function LeadsTable({ rows, now, hidden }: { rows: LeadRowView[]; now: string; hidden: string[] }) {
  const [data, setData] = useState(() => rows.map((row) => ({ ...row, now })))
  useEffect(() => setData(rows.map((row) => ({ ...row, now }))), [rows, now])
  const table = useTable(
    { features, columns, data, initialState: { columnVisibility: Object.fromEntries(hidden.map((id) => [id, false])) } },
    (state) => state.columnVisibility,
  )
  useFreshPage(now, ({ ids }) => ids === "many" || ids.some((id) => data.some((row) => row.id === id)))
  useRowKeys()
  const toggle = (id: string) => {
    const column = table.getColumn(id)
    if (!column) return
    const wasVisible = column.getIsVisible()
    const off = table.getAllLeafColumns().flatMap((one) => ((one.id === id ? wasVisible : !one.getIsVisible()) ? [one.id] : []))
    column.toggleVisibility(!wasVisible)
    document.cookie = `leads_hidden=${encodeURIComponent(JSON.stringify(off))}; path=/; max-age=31536000; samesite=lax`
  }
  return (
    <div className="relative min-h-0 grow overflow-auto" tabIndex={0} role="region" aria-label="Leads">
      <table className="w-full border-separate border-spacing-0 text-sm">
        <thead className="sticky top-0 z-10 bg-surface">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  className={cx("border-b border-line px-3 py-2 text-start text-xs font-medium whitespace-nowrap text-ink-3", STUCK)}
                >
                  <table.FlexRender header={header} />
                </th>
              ))}
              <th scope="col" className="border-b border-line px-2 py-1 text-end">
                <Menu
                  trigger={
                    <Button look="quiet" size="sm" aria-label="Choose columns">
                      <Columns3 aria-hidden className="size-4" />
                    </Button>
                  }
                >
                  <MenuHeading>Columns</MenuHeading>
                  {table
                    .getAllLeafColumns()
                    .filter((column) => column.getCanHide())
                    .map((column) => (
                      <MenuItem key={column.id} onSelect={() => toggle(column.id)}>
                        <span aria-hidden className="w-4">
                          {column.getIsVisible() ? "✓" : ""}
                        </span>
                        {String(column.columnDef.header)}
                      </MenuItem>
                    ))}
                </Menu>
              </th>
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} className="group hover:bg-hover">
              {row.getVisibleCells().map((cell) => (
                <td key={cell.id} className={cx("h-9 border-b border-line px-3 whitespace-nowrap", STUCK)}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
              <td className="border-b border-line" />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** j and k walk through the rows. */
function useRowKeys() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey || (event.key !== "j" && event.key !== "k")) return
      const rows = [...document.querySelectorAll<HTMLAnchorElement>("[data-row]")]
      const at = rows.indexOf(document.activeElement as HTMLAnchorElement)
      rows[event.key === "j" ? Math.min(rows.length - 1, at + 1) : Math.max(0, at - 1)]?.focus()
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [])
}
