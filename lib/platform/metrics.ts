import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client"

/**
 * One registry per process. Next may evaluate a module once per route bundle, so the registry is on `globalThis`, and
 * an existing metric is reused instead of being declared twice.
 */
const holder = globalThis as typeof globalThis & { oneleadMetrics?: Registry }

export function metricsRegistry(): Registry {
  if (!holder.oneleadMetrics) {
    holder.oneleadMetrics = new Registry()
    collectDefaultMetrics({ register: holder.oneleadMetrics })
  }
  return holder.oneleadMetrics
}

export const counter = <T extends string>(name: string, help: string, labelNames: T[]): Counter<T> =>
  (metricsRegistry().getSingleMetric(name) as Counter<T> | undefined) ??
  new Counter({ name, help, labelNames, registers: [metricsRegistry()] })

export const gauge = <T extends string>(name: string, help: string, labelNames: T[]): Gauge<T> =>
  (metricsRegistry().getSingleMetric(name) as Gauge<T> | undefined) ?? new Gauge({ name, help, labelNames, registers: [metricsRegistry()] })

/** Buckets in seconds. */
export const histogram = <T extends string>(name: string, help: string, labelNames: T[], buckets: number[]): Histogram<T> =>
  (metricsRegistry().getSingleMetric(name) as Histogram<T> | undefined) ??
  new Histogram({ name, help, labelNames, buckets, registers: [metricsRegistry()] })
