"use client"

import { toast } from "sonner"
import { useTranslations } from "use-intl/react"
import { useServerAction } from "@/components/action/use-server-action"
import { Field, Select } from "@/components/ui/field"
import { DEAL_RULES, type DealRule } from "@/lib/core/sync/deal-rule"
import { saveDealRuleAction } from "./actions"

/** When a lead gets a deal in this CRM. It is saved as it is chosen. */
export function DealRuleForm({ crm, rule }: { crm: string; rule: DealRule }) {
  const t = useTranslations("connections.dealRule")
  const save = useServerAction(saveDealRuleAction, { onSuccess: () => void toast.success(t("saved")) })
  return (
    <div className="max-w-md">
      <Field label={t("label")} hint={t("hint")}>
        {(props) => (
          <Select
            {...props}
            defaultValue={rule}
            disabled={save.isPending}
            onChange={({ target }) => save.execute({ crm, input: { dealRule: target.value as DealRule } })}
          >
            {DEAL_RULES.map((id) => (
              <option key={id} value={id}>
                {t(id)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  )
}
