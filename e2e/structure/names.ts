import type { VisitorObject } from "oxc-parser"

type MemberExpression = Parameters<NonNullable<VisitorObject["MemberExpression"]>>[0]

/** `a.b.c`, also when written `a["b"].c`; what is not made of names is "". */
export function dotted(node: MemberExpression["object"] | MemberExpression): string {
  if (node.type === "Identifier") return node.name
  if (node.type === "MetaProperty") return `${node.meta.name}.${node.property.name}`
  if (node.type !== "MemberExpression") return ""
  const first = dotted(node.object)
  const last = propertyOf(node)
  return first === "globalThis" ? last : `${first}.${last}`
}

export function propertyOf({ property }: MemberExpression): string {
  if (property.type === "Identifier") return property.name
  return property.type === "Literal" ? String(property.value) : ""
}
