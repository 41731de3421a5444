"use client"

import { useState } from "react"
import { channelLabel } from "@/components/lead/channel-icon"
import { Choices } from "@/components/settings/choices"
import { LANGUAGES } from "@/components/settings/languages"
import { Button } from "@/components/ui/button"
import { Field, Input, Select } from "@/components/ui/field"
import { Sheet } from "@/components/ui/sheet"
import { CHANNELS } from "@/lib/core/channels"
import { BANDS } from "@/lib/core/lead-states"
import { EMIRATES } from "@/lib/core/routing/lead-facts"
import type { RoutingPool, RoutingRule, RuleConditions } from "@/lib/core/routing/routing-config"
import { BAND_NAMES, EMIRATE_NAMES } from "@/components/routing/rule-words"
import { TargetFields } from "./target-fields"
import { WordField } from "./word-field"

type Props = {
  rule: RoutingRule
  pools: readonly RoutingPool[]
  people: readonly { id: string; name: string }[]
  onDone: (rule: RoutingRule) => void
  onRemove: (() => void) | null
  onClose: () => void
}

/** One rule: whom it is about, and who gets them. It counts once the rules are saved. */
export function RuleSheet({ rule, pools, people, onDone, onRemove, onClose }: Props) {
  const [draft, setDraft] = useState(rule)
  const [problem, setProblem] = useState("")
  const when = (given: Partial<RuleConditions>) => setDraft({ ...draft, when: { ...draft.when, ...given } })
  const done = () => {
    if (draft.name.trim() === "") return setProblem("Give the rule a name.")
    if (draft.target.kind === "people" && draft.target.userIds.length === 0) return setProblem("Name at least one person.")
    onDone({ ...draft, name: draft.name.trim() })
  }
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title="Rule"
      description="All conditions must hold; within one, any of the values will do."
      footer={
        <>
          {onRemove ? (
            <Button look="danger" className="me-auto" onClick={onRemove}>
              Remove
            </Button>
          ) : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={done}>
            Done
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label="Name" error={problem || undefined}>
          {(props) => <Input {...props} value={draft.name} onChange={({ target }) => setDraft({ ...draft, name: target.value })} />}
        </Field>
        <TargetFields
          target={draft.target}
          ifNobody={draft.ifNobody}
          pools={pools}
          people={people}
          onTarget={(target) => setDraft({ ...draft, target })}
          onIfNobody={(ifNobody) => setDraft({ ...draft, ifNobody })}
        />
        <h3 className="mt-1 border-t border-line pt-3 text-sm font-semibold">For leads that …</h3>
        <Choices
          legend="Came by"
          options={CHANNELS.filter((id) => id !== "erp" && id !== "hubspot").map((id) => [id, channelLabel(id)] as const)}
          value={draft.when.channels}
          onChange={(channels) => when({ channels: CHANNELS.filter((id) => channels.includes(id)) })}
        />
        <Choices legend="Write in" options={LANGUAGES} value={draft.when.languages} onChange={(languages) => when({ languages })} />
        <Choices
          legend="Are of band"
          options={BANDS.map((id) => [id, BAND_NAMES[id] ?? id] as const)}
          value={draft.when.bands}
          onChange={(bands) => when({ bands: BANDS.filter((id) => bands.includes(id)) })}
        />
        <Field label="Are">
          {(props) => (
            <Select
              {...props}
              value={draft.when.customer}
              onChange={({ target }) => when({ customer: target.value as RuleConditions["customer"] })}
            >
              <option value="any">New or returning customers</option>
              <option value="new">New customers only</option>
              <option value="returning">Returning customers only</option>
            </Select>
          )}
        </Field>
        <Choices
          legend="Are in"
          options={EMIRATES.map((id) => [id, EMIRATE_NAMES[id] ?? id] as const)}
          value={draft.when.emirates}
          onChange={(emirates) => when({ emirates: EMIRATES.filter((id) => emirates.includes(id)) })}
        />
        <WordField
          label="Come from"
          hint="Countries as two letters: AE, SA, IN. The phone number counts where none is stated."
          value={draft.when.countries}
          transform={(word) => word.toUpperCase()}
          onChange={(countries) => when({ countries })}
        />
        <WordField
          label="Want a vehicle or class"
          hint="Words, e.g. patrol, luxury, suv"
          value={draft.when.vehicles}
          onChange={(vehicles) => when({ vehicles })}
        />
        <WordField
          label="Say"
          hint="Words or phrases, in any language"
          value={draft.when.keywords}
          onChange={(keywords) => when({ keywords })}
        />
      </div>
    </Sheet>
  )
}
