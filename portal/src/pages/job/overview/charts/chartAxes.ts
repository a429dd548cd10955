// What all charts of a job share.
import { formatDay } from '../../../../shared/format/formatDay.ts';

export const CHART_HEIGHT_PX = 200;
export const MARGINS = { top: 8, right: 16, bottom: 0, left: 0 };

export const DAY_AXIS = {
  dataKey: 'day',
  tickFormatter: formatDay,
  minTickGap: 24,
  stroke: 'var(--line-strong)',
  tick: { fill: 'var(--mantine-color-text)', fontSize: 12 },
} as const;

export const VALUE_AXIS = {
  // As wide as its labels: in a fixed width "12 min 30 s" breaks into lines that are cut off.
  width: 'auto',
  stroke: 'var(--line-strong)',
  tick: { fill: 'var(--mantine-color-text)', fontSize: 12 },
  allowDecimals: false,
} as const;

export const TOOLTIP = {
  labelFormatter: (day: unknown) => (typeof day === 'string' ? formatDay(day) : ''),
  contentStyle: { background: 'var(--ground-raised)', border: '1px solid var(--line-strong)' },
  itemStyle: { color: 'var(--mantine-color-text)' },
  isAnimationActive: false,
} as const;
