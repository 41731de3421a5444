import { NothingHere } from "@/components/layout/nothing-here"

/** Inside the frame: the page does not exist, or the role may not see it. Which of the two is not told. */
export default function NotFound() {
  return <NothingHere />
}
