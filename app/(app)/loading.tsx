import { Skeleton } from "@/components/ui/states"

/** The shape of a page while it is being read. */
export default function Loading() {
  return (
    <div className="grid gap-3 p-4" role="status" aria-label="Loading">
      <Skeleton className="h-8 w-48" />
      {Array.from({ length: 8 }, (_, row) => (
        <Skeleton key={row} className="h-9" />
      ))}
    </div>
  )
}
