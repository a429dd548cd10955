import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { StatsDay } from '../../../../../../src/contract/stats.ts';
import { formatCount } from '../../../../shared/format/formatNumber.ts';
import { statusColour } from '../../../../shared/ui/status/vocabulary.ts';
import { CHART_HEIGHT_PX, DAY_AXIS, MARGINS, TOOLTIP, VALUE_AXIS } from './chartAxes.ts';

export function ItemsChart({ days }: { days: StatsDay[] }) {
  return (
    <ResponsiveContainer width="100%" height={CHART_HEIGHT_PX}>
      <BarChart data={days} margin={MARGINS}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis {...DAY_AXIS} />
        <YAxis {...VALUE_AXIS} tickFormatter={formatCount} />
        <Tooltip {...TOOLTIP} formatter={(value) => formatCount(Number(value))} />
        <Bar
          dataKey="itemsProcessed"
          name="Items"
          fill={statusColour('running')}
          isAnimationActive={false}
          maxBarSize={28}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}
