import { Skeleton } from "@/components/ui/states"

/** A heading and its lines, about as high as the section that replaces it. */
export const SectionSkeleton = ({ rows }: { rows: number }) => (
  <div role="status" aria-label="Loading" className="grid gap-2">
    <Skeleton className="h-4 w-20" />
    {Array.from({ length: rows }, (_, row) => (
      <Skeleton key={row} className="h-9" />
    ))}
  </div>
)

/** The timeline's frame with a few entries in it. */
export const StorySkeleton = () => (
  <div className="min-w-0 p-4 max-lg:border-t max-lg:border-line">
    <div role="status" aria-label="Loading" className="mx-auto grid max-w-3xl gap-1.5">
      <Skeleton className="mb-1 h-4 w-40" />
      {Array.from({ length: 6 }, (_, row) => (
        <Skeleton key={row} className="ms-[1.875rem] h-14" />
      ))}
    </div>
  </div>
)

/** The buttons of the header. */
export const ActionsSkeleton = () => (
  <div className="flex gap-2">
    <Skeleton className="h-control w-20" />
    <Skeleton className="h-control w-14" />
    <Skeleton className="h-control w-24" />
  </div>
)
