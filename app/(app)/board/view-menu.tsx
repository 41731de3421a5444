"use client"

import { Check, ChevronDown, Star, Users } from "lucide-react"
import { useRouter } from "next/navigation"
import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { useAddress } from "@/components/layout/use-address"
import { Button } from "@/components/ui/button"
import { Menu, MenuHeading, MenuItem, MenuSeparator } from "@/components/ui/menu"
import { boardAddress } from "@/lib/core/filters/board"
import type { SavedView } from "@/lib/views/queries"
import { chooseDefaultViewAction, deleteViewAction, saveViewAction } from "./actions"
import { ViewDialog } from "./view-dialog"

type ViewMenuProps = { views: readonly SavedView[]; current: string | undefined }

/** Filters under a name: one's own, and the team's. The starred one is what the board opens with. */
export function ViewMenu({ views, current }: ViewMenuProps) {
  const router = useRouter()
  const [{ view: _open, ...filter }] = useAddress(boardAddress)
  const [editing, setEditing] = useState<"new" | "rename" | null>(null)
  const view = views.find(({ id }) => id === current)
  const query = queryOf(filter)
  const isChanged = view !== undefined && queryOf(boardAddress.read(view.query)) !== query
  const open = (id: string, of: string) => router.push(boardAddress.href({ ...boardAddress.read(of), view: id }))
  const tell = (said: string) => {
    toast.success(said)
    router.refresh()
  }
  const saveNamed = useServerAction(saveViewAction, {
    shows: "form",
    onSuccess: ({ id }) => {
      if (editing === "new") open(id, query)
      setEditing(null)
      router.refresh()
    },
  })
  const keepFilters = useServerAction(saveViewAction, { onSuccess: () => tell("The view has these filters now.") })
  const chooseDefault = useServerAction(chooseDefaultViewAction, {
    onSuccess: (_, { viewId }) => tell(viewId === null ? "The board opens with all leads." : `The board opens with “${view?.name}”.`),
  })
  const remove = useServerAction(deleteViewAction, {
    onSuccess: () => {
      tell(`“${view?.name}” was deleted.`)
      open("all", query)
    },
  })
  const save = ({ name, shared }: { name: string; shared: boolean }) => {
    const renamed = editing === "rename" ? view : undefined
    saveNamed.execute({ ...(renamed ? { id: renamed.id } : {}), page: "board", name, shared, query: renamed ? renamed.query : query })
  }
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button look="quiet" aria-label={`View: ${view?.name ?? "All leads"}`}>
            <bdi dir="auto" className="max-w-40 truncate">
              {view?.name ?? "All leads"}
            </bdi>
            {isChanged ? <span className="text-ink-3">changed</span> : null}
            <ChevronDown aria-hidden className="size-3.5" />
          </Button>
        }
      >
        <MenuHeading>Views</MenuHeading>
        <MenuItem onSelect={() => open("all", "")}>
          <Mark isOn={!view} /> All leads
        </MenuItem>
        {views.map((one) => (
          <MenuItem key={one.id} onSelect={() => open(one.id, one.query)}>
            <Mark isOn={one.id === current} />
            <bdi dir="auto">{one.name}</bdi>
            <span className="ms-auto flex items-center gap-1.5 ps-4 text-xs text-ink-3">
              {one.by}
              {one.shared ? <Users aria-label="Shared with the team" className="size-3.5" /> : null}
              {one.isDefault ? <Star aria-label="Opens first" className="size-3.5 fill-current" /> : null}
            </span>
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem onSelect={() => setEditing("new")}>Save these filters as a view …</MenuItem>
        {view?.mayChange && isChanged ? (
          <MenuItem onSelect={() => keepFilters.execute({ id: view.id, page: "board", name: view.name, shared: view.shared, query })}>
            Keep these filters in “{view.name}”
          </MenuItem>
        ) : null}
        {view?.mayChange ? <MenuItem onSelect={() => setEditing("rename")}>Rename or share …</MenuItem> : null}
        {view ? (
          <MenuItem onSelect={() => chooseDefault.execute({ page: "board", viewId: view.isDefault ? null : view.id })}>
            {view.isDefault ? "Open the board with all leads" : "Open the board with this view"}
          </MenuItem>
        ) : null}
        {view?.mayChange ? (
          <MenuItem tone="danger" onSelect={() => remove.execute({ id: view.id })}>
            Delete “{view.name}”
          </MenuItem>
        ) : null}
      </Menu>
      {editing ? (
        <ViewDialog
          title={editing === "new" ? "Save as a view" : "Rename or share"}
          initial={editing === "rename" && view ? view : { name: "", shared: false }}
          problem={saveNamed.problem}
          isBusy={saveNamed.isPending}
          onSave={save}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </>
  )
}

const Mark = ({ isOn }: { isOn: boolean }) => (isOn ? <Check aria-label="Current" className="size-3.5" /> : <span className="size-3.5" />)

/** The filters of the address in one order, without the view. */
const queryOf = (filter: Parameters<typeof boardAddress.href>[0]): string => boardAddress.href({ ...filter, view: null }, "?").slice(1)
