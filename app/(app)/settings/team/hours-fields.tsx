"use client"

import { Checkbox } from "@/components/ui/checkbox"
import { Input } from "@/components/ui/field"
import { writeSpans } from "@/lib/core/routing/hours-text"
import type { WorkingHours } from "@/lib/core/routing/working-hours"

/** Seven days as people write them, Sunday first. */
export type HoursText = string[]

export const hoursText = (hours: WorkingHours): HoursText => hours.map(writeSpans)

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const FROM_MONDAY = [1, 2, 3, 4, 5, 6, 0]

/** The team's hours, or one's own for each day; a blank day is a day off. */
export const HoursFields = ({ hours, onChange }: { hours: HoursText | null; onChange: (hours: HoursText | null) => void }) => (
  <fieldset className="grid gap-2">
    <legend className="mb-1 text-xs font-medium text-ink-2">Working hours</legend>
    <Checkbox
      label="Own hours instead of the team’s"
      checked={hours !== null}
      onChange={({ target }) => onChange(target.checked ? DAYS.map((_, day) => (day === 0 ? "" : "09:00–18:00")) : null)}
    />
    {hours ? (
      <div className="grid grid-cols-[6rem_1fr] items-center gap-1.5">
        {FROM_MONDAY.map((day) => (
          <label key={day} className="contents text-sm">
            <span>{DAYS[day]}</span>
            <Input
              value={hours[day] ?? ""}
              placeholder="Day off"
              onChange={({ target }) => onChange(hours.map((text, at) => (at === day ? target.value : text)))}
            />
          </label>
        ))}
      </div>
    ) : null}
  </fieldset>
)
