import { ChannelIcon } from "@/components/lead/channel-icon"
import { formatPhone } from "@/components/lead/phone-number"
import { Clock } from "@/components/ui/time"
import type { ReviewDetail } from "@/lib/duplicates/review/open-item"

export type SplitChoice = { touchpointIds: ReadonlySet<string>; identity: "stays" | "goes" | "shared" }

type SplitFormProps = { detail: ReviewDetail; choice: SplitChoice; onChange: (choice: SplitChoice) => void; isLocked: boolean }

/** Which touches are the other person's, and whose the contact detail is that both used. */
export function SplitForm({ detail, choice, onChange, isLocked }: SplitFormProps) {
  const { identity, evidence } = detail.item
  const other = evidence.find(({ feature, right }) => feature === "name" && right)?.right ?? "the other person"
  const value = identity?.kind === "phone" ? formatPhone(identity.value) : (identity?.value ?? "The contact detail")
  const toggle = (id: string) => {
    const next = new Set(choice.touchpointIds)
    if (!next.delete(id)) next.add(id)
    onChange({ ...choice, touchpointIds: next })
  }
  return (
    <section aria-label="Split" className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-lg border border-line bg-raised p-3 text-sm">
      <h3 className="font-medium">
        Split off <bdi dir="auto">{other}</bdi>{" "}
        <span className="font-normal text-ink-3">
          {choice.touchpointIds.size} of {detail.splitTouches.length} touches go
        </span>
      </h3>
      <fieldset disabled={isLocked} className="max-h-72 overflow-y-auto rounded-md border border-line">
        <legend className="sr-only">Touches that go</legend>
        <ul className="divide-y divide-line">
          {detail.splitTouches.map((touch) => (
            <li key={touch.id}>
              <label className="flex cursor-pointer items-center gap-2 px-2 py-1 hover:bg-hover">
                <input
                  type="checkbox"
                  checked={choice.touchpointIds.has(touch.id)}
                  onChange={() => toggle(touch.id)}
                  className="accent-accent"
                />
                <span className="shrink-0 text-ink-3">
                  <ChannelIcon channel={touch.channel} />
                </span>
                {touch.name ? (
                  <bdi dir="auto" className="max-w-40 shrink-0 truncate font-medium max-sm:max-w-24">
                    {touch.name}
                  </bdi>
                ) : null}
                <bdi dir="auto" className="min-w-0 grow truncate text-ink-2">
                  {touch.text ?? touch.kind.replaceAll("_", " ")}
                </bdi>
                <span className="shrink-0 text-xs text-ink-3">
                  <Clock iso={touch.occurredAt} />
                </span>
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      <fieldset disabled={isLocked} className="grid gap-1">
        <legend className="mb-1 text-xs font-medium text-ink-3">
          <bdi dir="ltr">{value}</bdi>
        </legend>
        {OPTIONS.map(([id, label, why]) => (
          <label key={id} className="flex cursor-pointer items-start gap-2">
            <input
              type="radio"
              name="contested"
              checked={choice.identity === id}
              onChange={() => onChange({ ...choice, identity: id })}
              className="mt-1 accent-accent"
            />
            <span>
              {label} <span className="text-ink-3">{why}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </section>
  )
}

const OPTIONS: readonly [SplitChoice["identity"], string, string][] = [
  ["shared", "Both use it", "a family or a company: it never decides alone again"],
  ["stays", "It stays here", "the other person only borrowed it"],
  ["goes", "It goes along", "it was sold on, or was theirs all the time"],
]
