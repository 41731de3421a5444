"use client"

import { Button } from "@/components/ui/button"
import { CopyButton } from "@/components/ui/copy-button"
import { Dialog } from "@/components/ui/dialog"

/** A password or key that is shown this once and never again. */
export const SecretOnce = ({ title, what, secret, onClose }: { title: string; what: string; secret: string; onClose: () => void }) => (
  <Dialog open onOpenChange={(open) => !open && onClose()} title={title} description={`Copy the ${what} now: it is not shown again.`}>
    <div className="flex items-center gap-2 rounded-md border border-line bg-sunken px-3 py-2">
      <code className="min-w-0 grow font-mono text-sm break-all select-all" data-testid="secret">
        {secret}
      </code>
      <CopyButton value={secret} what={what} />
    </div>
    <div className="flex justify-end">
      <Button look="primary" onClick={onClose}>
        Done
      </Button>
    </div>
  </Dialog>
)
