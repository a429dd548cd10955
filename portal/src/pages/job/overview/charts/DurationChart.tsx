import {
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  ResponsiveContainer,
  Scatter,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { StatsDay } from '../../../../../../src/contract/stats.ts';
import type { ExecutionRow as Execution } from '../../../../../../src/contract/executions.ts';
import { historyTime } from '../../../../runs/list/runTimes.ts';
import { statusColour } from '../../../../shared/ui/status/vocabulary.ts';
import { formatDuration } from '../../../../shared/format/formatDuration.ts';
import { CHART_HEIGHT_PX, DAY_AXIS, MARGINS, TOOLTIP, VALUE_AXIS } from './chartAxes.ts';

/** Median and 95th percentile of each day, and each failed run as a cross. */
export function DurationChart({ days, failures }: { days: StatsDay[]; failures: readonly Execution[] }) {
  const failed = failures.flatMap((run) => {
    const { duration_ms: failedMs } = run;
    return failedMs === null ? [] : [{ day: historyTime(run).slice(0, 10), failedMs }];
  });
  return (
    <ResponsiveContainer width="100%" height={CHART_HEIGHT_PX}>
      <ComposedChart data={days} margin={MARGINS}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis {...DAY_AXIS} allowDuplicatedCategory={false} />
        <YAxis {...VALUE_AXIS} tickFormatter={formatDuration} />
        <Tooltip {...TOOLTIP} formatter={(value) => formatDuration(Number(value))} />
        <Legend />
        <Line
          dataKey="medianDurationMs"
          name="Median"
          stroke={statusColour('running')}
          strokeWidth={2}
          dot={{ r: 2 }}
          connectNulls
          isAnimationActive={false}
        />
        <Line
          dataKey="p95DurationMs"
          name="95 % took at most"
          stroke={statusColour('queued')}
          strokeDasharray="4 3"
          dot={false}
          connectNulls
          isAnimationActive={false}
        />
        <Scatter
          data={failed}
          dataKey="failedMs"
          name="Failed runs"
          shape="cross"
          fill={statusColour('failed')}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
