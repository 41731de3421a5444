"use client"

import { useState } from "react"
import { toast } from "sonner"
import { useServerAction } from "@/components/action/use-server-action"
import { Button } from "@/components/ui/button"
import { Input } from "@/components/ui/field"
import { Tabs } from "@/components/ui/tabs"
import type { RoutingConfig, RoutingRule } from "@/lib/core/routing/routing-config"
import type { BreachView, RuleBookVersion, WaitingLead } from "@/lib/routing/queries"
import { saveRulesAction } from "./actions"
import { PoolsEditor } from "./pools-editor"
import { BreachList, VersionList, WaitingList } from "./routing-lists"
import { RuleList } from "./rule-list"
import { RuleSheet } from "./rule-sheet"
import { Simulator } from "./simulator"
import { SwitchesEditor } from "./switches-editor"

type Props = {
  version: number
  config: RoutingConfig
  people: readonly { id: string; name: string; role: string }[]
  versions: readonly RuleBookVersion[]
  waiting: { total: number; data: WaitingLead[] }
  breaches: readonly BreachView[]
  mayEdit: boolean
}

const newRule = (config: RoutingConfig): RoutingRule => ({
  id: `rule-${crypto.randomUUID()}`,
  name: "New rule",
  isEnabled: true,
  when: { channels: [], languages: [], countries: [], emirates: [], vehicles: [], bands: [], customer: "any", keywords: [] },
  target: config.pools[0] ? { kind: "pool", poolId: config.pools[0].id, speaks: "prefer" } : { kind: "overflow" },
  ifNobody: "next",
})

/** The rule book: edited as a whole, tried on an invented lead, then saved as one version. */
export function RoutingScreen(props: Props) {
  const { version, people, mayEdit } = props
  const [config, setConfig] = useState(props.config)
  const [edited, setEdited] = useState<RoutingRule | null>(null)
  const [decidedBy, setDecidedBy] = useState<string | null>(null)
  const [tab, setTab] = useState("rules")
  const isDirty = JSON.stringify(config) !== JSON.stringify(props.config)
  const change = (given: Partial<RoutingConfig>) => setConfig({ ...config, ...given })
  const isKnown = (id: string) => config.rules.some((rule) => rule.id === id)
  const putRule = (rule: RoutingRule) => {
    change({ rules: isKnown(rule.id) ? config.rules.map((one) => (one.id === rule.id ? rule : one)) : [rule, ...config.rules] })
    setEdited(null)
  }
  const removeRule = (id: string) => {
    change({ rules: config.rules.filter((rule) => rule.id !== id) })
    setEdited(null)
  }
  const rules = (
    <div className="grid items-start gap-4 xl:grid-cols-[1fr_24rem]">
      <RuleList
        config={config}
        people={people}
        mayEdit={mayEdit}
        decidedBy={decidedBy}
        onChange={(next) => change({ rules: next })}
        onEdit={(id) => setEdited(config.rules.find((rule) => rule.id === id) ?? null)}
        onAdd={() => setEdited(newRule(config))}
      />
      <Simulator draft={isDirty ? config : null} people={people} onResult={setDecidedBy} />
    </div>
  )
  const reopen = (old: RoutingConfig, number: number) => {
    setConfig(old)
    setTab("rules")
    toast.info(`Version ${number} is in the editor. Save it to bring it back.`)
  }
  return (
    <section className="grid gap-3" aria-labelledby="routing-heading">
      <div>
        <h2 id="routing-heading" className="text-base font-semibold">
          Routing
        </h2>
        <p className="text-sm text-ink-2">
          The first rule that matches a lead and finds a free agent decides who gets it. Every decision leaves a receipt on the lead.
        </p>
      </div>
      {isDirty ? <SaveBar config={config} version={version} onDiscard={() => setConfig(props.config)} /> : null}
      <Tabs
        label="Routing"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: "rules", label: "Rules", panel: rules },
          {
            id: "pools",
            label: "Pools",
            panel: <PoolsEditor config={config} people={people} mayEdit={mayEdit} onChange={(pools) => change({ pools })} />,
          },
          {
            id: "options",
            label: "Options",
            panel: <SwitchesEditor config={config} mayEdit={mayEdit} onChange={change} />,
          },
          { id: "waiting", label: "Waiting", count: props.waiting.total, panel: <WaitingList waiting={props.waiting} /> },
          { id: "missed", label: "Missed", count: props.breaches.length, panel: <BreachList breaches={props.breaches} /> },
          { id: "versions", label: "Versions", panel: <VersionList versions={props.versions} onOpen={mayEdit ? reopen : null} /> },
        ]}
      />
      {edited ? (
        <RuleSheet
          key={edited.id}
          rule={edited}
          pools={config.pools}
          people={people}
          onDone={putRule}
          onRemove={isKnown(edited.id) ? () => removeRule(edited.id) : null}
          onClose={() => setEdited(null)}
        />
      ) : null}
    </section>
  )
}

type SaveBarProps = Pick<Props, "version" | "config"> & { onDiscard: () => void }

function SaveBar({ version, config, onDiscard }: SaveBarProps) {
  const [note, setNote] = useState("")
  const save = useServerAction(saveRulesAction, {
    onSuccess: (saved) => void toast.success(`Version ${saved.version} is in force.`),
  })
  return (
    <div
      role="region"
      aria-label="Unsaved changes"
      className="flex flex-wrap items-center gap-2 rounded-lg border border-line bg-warn-soft px-3 py-2"
    >
      <p className="text-sm font-medium text-warn">These changes are not in force yet.</p>
      <div className="ms-auto flex flex-wrap items-center gap-2">
        <Input
          aria-label="What changes, and why"
          placeholder="What changes, and why"
          className="w-60"
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <Button onClick={onDiscard}>Discard</Button>
        <Button
          look="primary"
          isBusy={save.isPending}
          onClick={() => save.execute({ baseVersion: version, config, note: note.trim() || null })}
        >
          Save the rules
        </Button>
      </div>
    </div>
  )
}
