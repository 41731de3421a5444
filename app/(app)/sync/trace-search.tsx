import { Search } from "lucide-react"
import { Button } from "@/components/ui/button"
import { Input } from "@/components/ui/field"

/** Works without a script: the address finds the trace. */
export const TraceSearch = ({ value = "" }: { value?: string }) => (
  <form action="/sync/trace" role="search" aria-label="Trace" className="flex min-w-0 items-center gap-2 max-sm:w-full">
    <div className="min-w-0 grow sm:w-64">
      <Input
        name="id"
        defaultValue={value}
        aria-label="Receipt, lead or correlation id"
        placeholder="Receipt, lead or correlation id"
        required
        spellCheck={false}
        autoComplete="off"
      />
    </div>
    <Button type="submit" size="sm">
      <Search aria-hidden className="size-3.5" /> Trace
    </Button>
  </form>
)
