// Counts and rates, grouped as the browser's locale does it.

const count = new Intl.NumberFormat();
const rate = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function formatCount(value: number): string {
  return count.format(value);
}

/** "1 job", "1,204 jobs". */
export function formatCountOf(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** "98.6 %". What is not all is never rounded up to "100.0 %". */
export function formatRate(share: number): string {
  const percent = share * 100;
  const shown = share < 1 && percent > 99.9 ? 99.9 : percent;
  return share === 1 ? '100 %' : `${rate.format(shown)} %`;
}
