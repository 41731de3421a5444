import { createLoader, createMultiParser, createParser, createSerializer, type GenericParserBuilder, type SearchParams } from "nuqs/server"
import { z } from "zod"
import { isStorableText } from "@/lib/core/values/storable-text"

/** Several values separated by commas, as a list in an address and in REST. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (typeof value === "string" ? value.split(",").filter(Boolean) : value), z.array(item)).optional()

/** What a filter may hold, by its key in the address. */
type Shape = Record<string, z.ZodType>
type Parsers<S extends Shape> = { [Key in keyof S]: GenericParserBuilder<NonNullable<z.output<S[Key]>>> }
/** Null takes a key out of the address. */
type Values<S extends Shape> = { [Key in keyof S]?: NonNullable<z.output<S[Key]>> | null | undefined }
type Read<S extends Shape> = { [Key in keyof S]?: NonNullable<z.output<S[Key]>> }
type Given = SearchParams | URLSearchParams | string

export type Address<S extends Shape = Shape> = {
  path: string
  /** For the hook of the screen (components/layout/use-address.ts). */
  parsers: Parsers<S>
  /**
   * What of an address can be understood. Addresses are typed, shared and outlive what they name, so an invalid value is
   * dropped alone. Of a key given twice the first counts, or all where several are allowed.
   */
  read: (given: Given) => Read<S>
  /** Keys with a value that `read` dropped, in whole or in part. */
  ignored: (given: Given) => string[]
  /** The address of a view; `path` where it is not the page's own. */
  href: (values: Values<S>, path?: string) => string
}

/**
 * The filters of one page, made of the Zod schemas by which its reads and REST check the same values. Page, links,
 * exports, saved views and the hook of the screen all read and write the address through this.
 */
export function addressOf<S extends Shape>(path: string, shape: S): Address<S> {
  const parsers = Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, parserOf(schema)]))
  const load = createLoader(parsers)
  const serialize = createSerializer(parsers)
  const read = (given: Given) => Object.fromEntries(Object.entries(load(given)).filter(([, value]) => value !== null)) as Read<S>
  return {
    path,
    parsers: parsers as Parsers<S>,
    read,
    ignored: (given) => {
      const params = paramsOf(given)
      const valid = paramsOf(serialize(read(given)))
      return Object.keys(shape).filter((key) => countOf(params, key, shape[key]) > countOf(valid, key, shape[key]))
    },
    href: (values, at = path) => serialize(at, values),
  }
}

/** A list reads an empty text as an empty list. */
const isList = (schema: z.ZodType | undefined): boolean => Array.isArray(schema?.safeParse("").data)

function parserOf(schema: z.ZodType): GenericParserBuilder<unknown> {
  const valid = (text: string): unknown => (text.trim() === "" || !isStorableText(text) ? undefined : schema.safeParse(text).data)
  if (!isList(schema)) return createParser<unknown>({ parse: (text) => valid(text) ?? null, serialize: String })
  return createMultiParser<unknown>({
    parse: (texts) => {
      const found = texts.flatMap((text) => text.split(",")).flatMap((one) => (valid(one) as unknown[] | undefined) ?? [])
      return found.length > 0 ? found : null
    },
    serialize: (list) => [(list as unknown[]).join(",")],
    eq: (one, other) => String(one) === String(other),
  })
}

const paramsOf = (given: Given): URLSearchParams =>
  typeof given === "string" || given instanceof URLSearchParams
    ? new URLSearchParams(given)
    : new URLSearchParams(Object.entries(given).flatMap(([key, value]) => [value ?? []].flat().map((one): [string, string] => [key, one])))

const countOf = (params: URLSearchParams, key: string, schema: z.ZodType | undefined): number =>
  isList(schema)
    ? params
        .getAll(key)
        .flatMap((text) => text.split(","))
        .filter((text) => text.trim() !== "").length
    : Number((params.get(key) ?? "").trim() !== "")
