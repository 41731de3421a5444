"use client"

import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { switchSyncAction } from "./actions"

/** Cutting the connection says first what it does and what it leaves. */
export function DisconnectButton({ crm, label, linked }: { crm: string; label: string; linked: number }) {
  const [isOpen, setOpen] = useState(false)
  const disconnect = useServerAction(switchSyncAction, {
    onSuccess: () => {
      setOpen(false)
      toast.success(`${label} is disconnected.`)
    },
  })
  return (
    <>
      <Button size="sm" look="danger" onClick={() => setOpen(true)}>
        Disconnect …
      </Button>
      <Dialog title={`Disconnect ${label}?`} open={isOpen} onOpenChange={setOpen}>
        <ul className="grid list-disc gap-1 ps-5 text-sm text-ink-2">
          <li>Nothing is sent or read any more, and what changes meanwhile is not even noted.</li>
          <li>
            Nothing is deleted, here or there. The links of {linked.toLocaleString("en")} {linked === 1 ? "lead" : "leads"} are kept.
          </li>
          <li>Webhooks that still come are answered, and what they name is looked at after you connect again.</li>
          <li>Connecting again compares everything with everything and sets right what differs.</li>
        </ul>
        <p className="text-sm text-ink-2">To stop for a while only, pause instead: a pause notes every change and sends it afterwards.</p>
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>Keep it</Button>
          <Button look="danger" isBusy={disconnect.isPending} onClick={() => disconnect.execute({ crm, input: { isDisconnected: true } })}>
            Disconnect
          </Button>
        </div>
      </Dialog>
    </>
  )
}
