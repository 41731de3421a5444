import { posix } from "node:path"
import { parseSync, Visitor } from "oxc-parser"
import { leadWriteOf, writesLeads } from "./lead-writes"
import { dotted, propertyOf } from "./names"

type Program = ReturnType<typeof parseSync>["program"]
type Statement = Program["body"][number]

/** Path → text, of every file of the project. */
export type Tree = ReadonlyMap<string, string>

/** `target` is a path of the tree, or null for a package. Type-only imports are gone after the build. */
export type Import = { specifier: string; target: string | null; line: number; isType: boolean }

/** What the rules ask of one file. Lines count from 1. */
export type Source = {
  path: string
  imports: Import[]
  /** Runs in the browser. */
  isClient: boolean
  /** Only passes on what other files export. */
  isBarrel: boolean
  comments: { text: string; line: number }[]
  clockReads: number[]
  environmentReads: number[]
  skippedTests: number[]
  /** Calls of a method named `transaction`. */
  transactions: number[]
  /** Calls `inTransaction`, which is for what touches no lead. */
  runsInTransaction: boolean
  /** Statements that write a lead or rows of one; outside of any transaction where they are sent by `ctx.db`. */
  leadWrites: { line: number; isAlone: boolean }[]
  /** Constants of the top level that hold a function with a body of statements. */
  functionConstants: { name: string; line: number }[]
}

export function readSource(path: string, tree: Tree): Source {
  const text = tree.get(path) ?? ""
  const { program, comments } = parseSync(path, text)
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length
  const source: Source = {
    path,
    imports: [],
    isClient: program.body.some((statement) => "directive" in statement && statement.directive === "use client"),
    isBarrel: program.body.length > 0 && program.body.every(isPassedOn),
    comments: comments.map(({ value, start }) => ({ text: value, line: lineOf(start) })),
    clockReads: [],
    environmentReads: [],
    skippedTests: [],
    transactions: [],
    runsInTransaction: false,
    leadWrites: [],
    functionConstants: program.body.flatMap(functionConstantsOf).map(({ name, start }) => ({ name, line: lineOf(start) })),
  }
  const addImport = (specifier: unknown, { start }: { start: number }, isType: boolean) => {
    if (typeof specifier !== "string") return
    source.imports.push({ specifier, target: targetOf(specifier, path, tree), line: lineOf(start), isType })
  }
  const areTypes = (kind: string | undefined, parts: readonly { importKind?: string; exportKind?: string }[]) =>
    kind === "type" || (parts.length > 0 && parts.every((part) => (part.importKind ?? part.exportKind) === "type"))
  new Visitor({
    ImportDeclaration: (node) => addImport(node.source.value, node, areTypes(node.importKind, node.specifiers as [])),
    ExportNamedDeclaration: (node) => addImport(node.source?.value, node, areTypes(node.exportKind, node.specifiers)),
    ExportAllDeclaration: (node) => addImport(node.source.value, node, node.exportKind === "type"),
    ImportExpression: (node) => addImport(textOf(node.source), node, false),
    TSImportEqualsDeclaration: (node) => {
      const { moduleReference: from } = node
      if (from.type === "TSExternalModuleReference") addImport(from.expression.value, node, node.importKind === "type")
    },
    TSImportType: (node) => addImport(node.source.value, node, true),
    NewExpression: (node) => {
      if (node.arguments.length === 0 && dotted(node.callee) === "Date") source.clockReads.push(lineOf(node.start))
      if (dotted(node.callee) === "URL") addImport(startedFile(textOf(node.arguments[0])), node, false)
    },
    CallExpression: (node) => {
      const [first] = node.arguments
      if (dotted(node.callee) === "Date") source.clockReads.push(lineOf(node.start))
      if (node.callee.type === "MemberExpression" && propertyOf(node.callee) === "transaction") source.transactions.push(lineOf(node.start))
      if (dotted(node.callee) === "require") addImport(textOf(first), node, false)
      if (dotted(node.callee) === "inTransaction") source.runsInTransaction = true
      const sender = leadWriteOf(node)
      if (sender !== undefined) source.leadWrites.push({ line: lineOf(node.start), isAlone: sender === "ctx.db" })
    },
    TaggedTemplateExpression: (node) => {
      if (writesLeads(node)) source.leadWrites.push({ line: lineOf(node.start), isAlone: false })
    },
    VariableDeclarator: (node) => {
      if (node.id.type !== "ObjectPattern" || node.init?.type !== "Identifier" || node.init.name !== "process") return
      if (node.id.properties.some((one) => one.type === "Property" && one.key.type === "Identifier" && one.key.name === "env"))
        source.environmentReads.push(lineOf(node.start))
    },
    Literal: (node) => {
      // A process that is started by its path is as good as imported.
      if (typeof node.value === "string" && STARTED_PATH.test(node.value)) addImport(`@/${node.value}`, node, false)
    },
    MemberExpression: (node) => {
      const name = dotted(node)
      if (CLOCK.test(name)) source.clockReads.push(lineOf(node.start))
      if (name === "process.env" || name === "import.meta.env") source.environmentReads.push(lineOf(node.start))
      if (SKIPPED_TEST.test(name)) source.skippedTests.push(lineOf(node.start))
    },
  }).visit(program)
  return source
}

/** A path that is written out, also between backticks. */
function textOf(node: { type: string } | undefined): string | undefined {
  const { type, value, quasis } = (node ?? {}) as { type?: string; value?: unknown; quasis?: { value: { cooked: string | null } }[] }
  if (type === "Literal" && typeof value === "string") return value
  return type === "TemplateLiteral" && quasis?.length === 1 ? (quasis[0]?.value.cooked ?? undefined) : undefined
}

/** `new URL("../../e2e/…", import.meta.url)` is how a file beside the code is named. */
const startedFile = (path: string | undefined): string | undefined => path?.match(/^(?:\.{1,2}\/)+(e2e\/.*)$/)?.[1]?.replace(/^/, "@/")

const CLOCK = /^(Date\.now|Temporal\.Now)$/
const STARTED_PATH = /^e2e\/[\w./-]+\.(ts|mjs)$/
const SKIPPED_TEST = /^(it|test|describe|suite)(\.\w+)*\.(skip|only|todo|fixme|fails)$/

const isPassedOn = (statement: Statement): boolean =>
  statement.type === "ExportAllDeclaration" || (statement.type === "ExportNamedDeclaration" && statement.source !== null)

function functionConstantsOf(statement: Statement): { name: string; start: number }[] {
  if (statement.type === "ExportDefaultDeclaration") {
    const { declaration } = statement
    const isArrow = declaration.type === "ArrowFunctionExpression" && !declaration.expression
    return isArrow ? [{ name: "default", start: statement.start }] : []
  }
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
  if (declaration?.type !== "VariableDeclaration") return []
  return declaration.declarations.flatMap(({ id, init, start }) => {
    const isFunction = init?.type === "FunctionExpression" || (init?.type === "ArrowFunctionExpression" && !init.expression)
    // A constant whose type is a contract cannot be declared as a function.
    return isFunction && id.type === "Identifier" && !id.typeAnnotation ? [{ name: id.name, start }] : []
  })
}

/** Where an import leads. What is not in the tree (a style sheet) keeps its path. */
function targetOf(specifier: string, from: string, tree: Tree): string | null {
  const isRelative = specifier.startsWith(".")
  if (!isRelative && !specifier.startsWith("@/")) return null
  const path = isRelative ? posix.join(posix.dirname(from), specifier) : posix.normalize(specifier.slice(2))
  return ["", ".ts", ".tsx", ".mjs", "/index.ts"].map((end) => path + end).find((candidate) => tree.has(candidate)) ?? path
}
