export interface CalendarRange<Value> {
  start: Value;
  end: Value;
  step: number;
}

/** Writes ascending values as a few ranges, deterministically: runs of neighbours, and steps of three or more values. */
export function toRanges(values: readonly number[]): CalendarRange<number>[] {
  const ranges: CalendarRange<number>[] = [];
  let index = 0;
  while (index < values.length) {
    const start = values[index]!;
    const step = (values[index + 1] ?? start) - start;
    let last = index;
    while (values[last + 1] === values[last]! + step) last += 1;
    if (step > 1 && last - index < 2) last = index;
    ranges.push({ start, end: values[last]!, step: last === index ? 1 : step });
    index = last + 1;
  }
  return ranges;
}
