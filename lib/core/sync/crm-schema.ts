/** The schema of a CRM account, in neutral terms. */
export type CrmObject = "contact" | "deal"

export type CrmProperty = {
  /** As the mapping names it. */
  name: string
  /** The CRM's own code for it, where that is another. */
  remote?: string
  label: string
  type: string
  readOnly: boolean
  unique: boolean
  /** The options of a list; null for free values. */
  options: string[] | null
  /** Of a contact: `true` withdraws the consent to this purpose. */
  optOut?: string
}

export type CrmPipeline = { id: string; label: string; stages: CrmStage[] }

/** `outcome`: several stages of a pipeline may be won, or lost. */
export type CrmStage = { id: string; label: string; outcome: "open" | "won" | "lost" }

/** The place of a deal in the CRM. */
export type StageRef = { pipelineId: string; stageId: string }

export type CrmSchema = {
  properties: Record<CrmObject, CrmProperty[]>
  pipelines: CrmPipeline[]
  owners: { id: string; email: string | null; name: string }[]
  /** Our own user, where every record has an owner: records that it owns count as unassigned. */
  ownUser?: string
  /** What the CRM calls the account; null where it did not say, left out where it never does. */
  accountId?: string | null
  /** The zone in which the account counts its days; null when unknown. */
  timeZone: string | null
}

/** A property or option that our mapping needs and the account no longer has. Only this mapping is parked. */
export type DriftAlert = { object: CrmObject; property: string; problem: string; since: string }
