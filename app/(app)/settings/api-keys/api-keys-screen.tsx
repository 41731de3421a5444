"use client"

import { KeyRound } from "lucide-react"
import Link from "next/link"
import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { SecretOnce } from "@/components/settings/secret-once"
import { Badge } from "@/components/ui/badge"
import { Button } from "@/components/ui/button"
import { Dialog } from "@/components/ui/dialog"
import { EmptyState } from "@/components/ui/states"
import { Table, Td, Th, THead, Tr } from "@/components/ui/table"
import { Clock } from "@/components/ui/time"
import { revokeApiKeyAction } from "./actions"
import { NewKeyDialog, SCOPE_NAMES } from "./new-key-dialog"

export type ApiKeyRow = {
  id: string
  name: string
  prefix: string
  scopes: string[]
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
  state: "active" | "revoked" | "expired"
}

export function ApiKeysScreen({ keys }: { keys: readonly ApiKeyRow[] }) {
  const [isNew, setNew] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const [doomed, setDoomed] = useState<ApiKeyRow | null>(null)
  const revoke = useServerAction(revokeApiKeyAction)
  const confirm = async (key: ApiKeyRow) => {
    const outcome = await revoke.executeAsync({ id: key.id })
    if (outcome.ok) toast.success(`“${key.name}” opens nothing any more.`)
    setDoomed(null)
  }
  const newKey = (
    <Button look="primary" onClick={() => setNew(true)}>
      <KeyRound aria-hidden className="size-4" /> New key
    </Button>
  )
  return (
    <section className="grid gap-3" aria-labelledby="keys-heading">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 grow">
          <h2 id="keys-heading" className="text-base font-semibold">
            API keys
          </h2>
          <p className="text-sm text-ink-2">
            For programs that send leads or read them. What a key may do is in the{" "}
            <Link href="/api-docs" className="text-accent underline">
              API documentation
            </Link>
            .
          </p>
        </div>
        {keys.length > 0 ? newKey : null}
      </div>
      {keys.length === 0 ? (
        <EmptyState title="No key yet" icon={KeyRound} action={newKey}>
          One key for each program: then you see which one was used when, and can take one back without touching the others.
        </EmptyState>
      ) : (
        <KeysTable keys={keys} onRevoke={setDoomed} />
      )}
      {isNew ? (
        <NewKeyDialog
          onClose={() => setNew(false)}
          onMade={(key) => {
            setNew(false)
            setSecret(key)
          }}
        />
      ) : null}
      {secret ? <SecretOnce title="The new key" what="key" secret={secret} onClose={() => setSecret(null)} /> : null}
      {doomed ? (
        <Dialog
          open
          onOpenChange={(open) => !open && setDoomed(null)}
          title={`Revoke “${doomed.name}”?`}
          description="Whatever uses this key is refused from its next request on. This cannot be undone; a new key can be made."
        >
          <div className="flex justify-end gap-2">
            <Button onClick={() => setDoomed(null)}>Cancel</Button>
            <Button look="danger" isBusy={revoke.isPending} onClick={() => void confirm(doomed)}>
              Revoke
            </Button>
          </div>
        </Dialog>
      ) : null}
    </section>
  )
}

const KeysTable = ({ keys, onRevoke }: { keys: readonly ApiKeyRow[]; onRevoke: (key: ApiKeyRow) => void }) => (
  <Table label="API keys" className="rounded-lg border border-line">
    <THead>
      <Th>Name</Th>
      <Th>Key</Th>
      <Th>May</Th>
      <Th>Made</Th>
      <Th>Last used</Th>
      <Th>Expires</Th>
      <Th isHidden>Actions</Th>
    </THead>
    <tbody>
      {keys.map((key) => (
        <Tr key={key.id} className={key.state === "active" ? undefined : "text-ink-3"}>
          <Td className="font-medium">{key.name}</Td>
          <Td className="font-mono text-xs">{key.prefix}…</Td>
          <Td>{key.scopes.map((scope) => SCOPE_NAMES[scope] ?? scope).join(", ")}</Td>
          <Td>
            <Clock iso={key.createdAt} />
          </Td>
          <Td>{key.lastUsedAt ? <Clock iso={key.lastUsedAt} /> : "never"}</Td>
          <Td>{key.expiresAt ? <Clock iso={key.expiresAt} /> : "never"}</Td>
          <Td className="text-end">
            {key.state === "active" ? (
              <Button size="sm" look="danger" aria-label={`Revoke ${key.name}`} onClick={() => onRevoke(key)}>
                Revoke
              </Button>
            ) : (
              <Badge>{key.state}</Badge>
            )}
          </Td>
        </Tr>
      ))}
    </tbody>
  </Table>
)
