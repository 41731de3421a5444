"use client"

import { useRouter } from "next/navigation"
import { Select } from "@/components/ui/field"
import { queueAddress } from "@/lib/core/filters/queue"

type Props = { agent: string | null; me: string; colleagues: readonly { id: string; name: string }[] }

/** Whose queue a manager looks at. */
export function AgentPicker({ agent, me, colleagues }: Props) {
  const router = useRouter()
  return (
    <Select
      aria-label="Whose queue"
      className="w-auto"
      value={agent ?? ""}
      onChange={({ target }) => router.push(queueAddress.href({ agent: target.value || null }))}
    >
      <option value="">Mine and unassigned</option>
      <option value="all">Everyone's</option>
      {colleagues
        .filter(({ id }) => id !== me)
        .map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
    </Select>
  )
}
