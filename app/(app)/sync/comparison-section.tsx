import { ComparisonLists, type ComparisonLine, type ComparisonList } from "./comparison-lists"
import { Card } from "./sync-parts"
import type { CrmCtx } from "@/lib/sync/connection/crm-connection"
import { readComparison } from "@/lib/sync/compare/read-comparison"
import { compareNowAction } from "./actions"
import { repairOneAction } from "./actions"

/** What the last comparison found: different, missing here, missing there, equal. */
export async function ComparisonSection({ ctx, mayManage }: { ctx: CrmCtx; mayManage: boolean }) {
  const found = await readComparison(ctx)
  const crm = ctx.crm.name
  if (!found) return null
  const repairAll = (repair: "different" | "missingHere" | "missingThere") =>
    mayManage ? compareNowAction.bind(null, { crm, input: { repair } }) : null
  const { lists, counts } = found
  const different = lists.different.map(({ leadId, name, property, ours, theirs }): ComparisonLine => ({
    id: `${leadId} ${property}`,
    leadId,
    name,
    said: `${property.replaceAll("_", " ")}: ${ours || "nothing"} here, ${theirs || "nothing"} there`,
    repair: mayManage ? repairOneAction.bind(null, { crm, input: { list: "different", leadId } }) : null,
  }))
  const missingHere = lists.missingHere.map(({ externalId, name }): ComparisonLine => ({
    id: externalId,
    leadId: null,
    name: name || "No name",
    said: `contact ${externalId}`,
    repair: mayManage ? repairOneAction.bind(null, { crm, input: { list: "missingHere", externalId } }) : null,
  }))
  const missingThere = lists.missingThere.map(({ leadId, name }): ComparisonLine => ({
    id: leadId,
    leadId,
    name,
    said: "has no contact there",
    repair: mayManage ? repairOneAction.bind(null, { crm, input: { list: "missingThere", leadId } }) : null,
  }))
  const equal = lists.equal.map(({ leadId, name, externalId }): ComparisonLine => ({
    id: leadId,
    leadId,
    name,
    said: `contact ${externalId}`,
    repair: null,
  }))
  const toRepair: ComparisonList[] = [
    {
      id: "different",
      label: "Different",
      hint: "Linked, and a value differs. Repairing compares them once more and lets the newer value, or the field's owner, win.",
      count: counts.different,
      lines: different,
      repair: repairAll("different"),
    },
    {
      id: "missingHere",
      label: "Missing here",
      hint: "Contacts there that no lead here stands for. Repairing brings them in like any enquiry.",
      count: counts.missingHere,
      lines: missingHere,
      repair: repairAll("missingHere"),
    },
    {
      id: "missingThere",
      label: "Missing there",
      hint: "Leads without a contact there. Repairing sends them; one whose contact was deleted there is left out from then on.",
      count: counts.missingThere,
      lines: missingThere,
      repair: repairAll("missingThere"),
    },
  ]
  return (
    <div className="lg:col-span-2">
      <Card title="What the last comparison found">
        <ComparisonLists
          // What is to be done comes first.
          lists={[
            ...toRepair.sort((a, b) => Number(b.count > 0) - Number(a.count > 0)),
            { id: "equal", label: "Equal", hint: "Linked, and both say the same.", count: counts.equal, lines: equal, repair: null },
          ]}
        />
      </Card>
    </div>
  )
}
