/**
 * Counts and times of calls, as Prometheus text. Never a name, a record or an address.
 */
const bounds = [5, 10, 20, 50, 100, 300, 1000, 3000] as const;

export interface Metrics {
  observe(call: string, status: number, milliseconds: number): void;
  text(gauges: Readonly<Record<string, number>>): string;
}

export function createMetrics(): Metrics {
  const calls = new Map<string, { count: number; sum: number; buckets: number[] }>();
  return {
    observe(call, status, milliseconds) {
      const key = `call="${call}",status="${Math.floor(status / 100)}xx"`;
      let entry = calls.get(key);
      if (entry === undefined) {
        entry = { count: 0, sum: 0, buckets: bounds.map(() => 0) };
        calls.set(key, entry);
      }
      entry.count += 1;
      entry.sum += milliseconds;
      for (const [index, bound] of bounds.entries())
        if (milliseconds <= bound) entry.buckets[index] = (entry.buckets[index] ?? 0) + 1;
    },
    text(gauges) {
      const lines = ["# HELP tamga_call_milliseconds Time of API calls", "# TYPE tamga_call_milliseconds histogram"];
      for (const [key, entry] of calls) {
        for (const [index, bound] of bounds.entries())
          lines.push(`tamga_call_milliseconds_bucket{${key},le="${bound}"} ${entry.buckets[index] ?? 0}`);
        lines.push(
          `tamga_call_milliseconds_bucket{${key},le="+Inf"} ${entry.count}`,
          `tamga_call_milliseconds_sum{${key}} ${entry.sum.toFixed(1)}`,
          `tamga_call_milliseconds_count{${key}} ${entry.count}`,
        );
      }
      for (const [name, value] of Object.entries(gauges))
        lines.push(`# TYPE tamga_${name} gauge`, `tamga_${name} ${value}`);
      return `${lines.join("\n")}\n`;
    },
  };
}
