import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { StatsDay } from '../../../../../../src/contract/stats.ts';
import { STATUS_WORDS, statusColour } from '../../../../shared/ui/status/vocabulary.ts';
import { CHART_HEIGHT_PX, DAY_AXIS, MARGINS, TOOLTIP, VALUE_AXIS } from './chartAxes.ts';

/** Stacking order from the bottom; bad outcomes on top. */
const OUTCOMES = ['completed', 'skipped', 'cancelled', 'missed', 'failed'] as const;

/** Each bad outcome has its own hatching, so that colour is not the only cue. */
const LINES: Record<(typeof OUTCOMES)[number], string> = {
  completed: '',
  skipped: 'M0 3h6',
  cancelled: 'M3 0v6',
  missed: 'M0 6L6 0',
  failed: 'M0 0L6 6M0 6L6 0',
};

export function OutcomesChart({ days, onDay }: { days: StatsDay[]; onDay: (day: string) => void }) {
  return (
    <ResponsiveContainer width="100%" height={CHART_HEIGHT_PX}>
      <BarChart
        data={days}
        margin={MARGINS}
        onClick={({ activeLabel }) => activeLabel !== undefined && onDay(String(activeLabel))}
        style={{ cursor: 'pointer' }}
      >
        <defs>
          {OUTCOMES.map((outcome) => (
            <pattern
              key={outcome}
              id={`outcome-${outcome}`}
              width={6}
              height={6}
              patternUnits="userSpaceOnUse"
            >
              <rect width={6} height={6} fill={statusColour(outcome)} />
              <path d={LINES[outcome]} stroke="var(--ground-raised)" strokeWidth={1} fill="none" />
            </pattern>
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis {...DAY_AXIS} />
        <YAxis {...VALUE_AXIS} />
        <Tooltip {...TOOLTIP} />
        <Legend />
        {OUTCOMES.map((outcome) => (
          <Bar
            key={outcome}
            dataKey={outcome}
            name={STATUS_WORDS[outcome]}
            stackId="outcomes"
            fill={`url(#outcome-${outcome})`}
            isAnimationActive={false}
            maxBarSize={28}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
