/** The shape of a CRM's account, in words that hold for any of them. */
export type CrmObject = "contact" | "deal"

export type CrmProperty = {
  name: string
  label: string
  type: string
  readOnly: boolean
  unique: boolean
  /** Values of a list; null where anything goes. */
  options: string[] | null
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
  /** In which the account counts its days; null where it does not say. */
  timeZone: string | null
}

/** Something that our mapping relies on and the account no longer has. Only this mapping waits. */
export type DriftAlert = { object: CrmObject; property: string; problem: string; since: string }
