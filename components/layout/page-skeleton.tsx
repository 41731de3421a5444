import { Skeleton } from "@/components/ui/states"

/** The shape of a page while it is being read: its header, then rows that fill the screen. */
export const PageSkeleton = () => (
  <div role="status" aria-label="Loading">
    <div className="flex h-[3.25rem] items-center border-b border-line px-4">
      <Skeleton className="h-6 w-40" />
    </div>
    <div className="grid gap-2 p-4">
      {Array.from({ length: 14 }, (_, row) => (
        <Skeleton key={row} className="h-9" />
      ))}
    </div>
  </div>
)
