/** The schema of a CRM account, in neutral terms. */
export type CrmObject = "contact" | "deal"

export type CrmProperty = {
  name: string
  label: string
  type: string
  readOnly: boolean
  unique: boolean
  /** The options of a list; null for free values. */
  options: string[] | null
  /** Of a contact: `true` withdraws the consent to this purpose. */
  optOut?: string
}

export type CrmPipeline = {
  id: string
  label: string
  stages: { id: string; label: string; probability: number; isClosed: boolean }[]
}

export type CrmSchema = {
  properties: Record<CrmObject, CrmProperty[]>
  pipelines: CrmPipeline[]
  owners: { id: string; email: string | null; name: string }[]
  /** The zone in which the account counts its days; null when unknown. */
  timeZone: string | null
}

/** A property or option that our mapping needs and the account no longer has. Only this mapping is parked. */
export type DriftAlert = { object: CrmObject; property: string; problem: string; since: string }
