// The charts, in a chunk of their own: recharts is larger than the rest of the page.
import type { StatsDay } from '../../../../../../src/contract/stats.ts';
import type { ExecutionRow as Execution } from '../../../../../../src/contract/executions.ts';
import { formatCount } from '../../../../shared/format/formatNumber.ts';
import { formatDuration } from '../../../../shared/format/formatDuration.ts';
import { ChartSection } from './ChartSection.tsx';
import { durationsSummary, itemsSummary, outcomesSummary } from './chartSummaries.ts';
import { DurationChart } from './DurationChart.tsx';
import { ItemsChart } from './ItemsChart.tsx';
import { OutcomesChart } from './OutcomesChart.tsx';

/** @param onDay asks for the runs of a day, "2026-11-23" */
export function OverviewCharts({
  days,
  failures,
  onDay,
}: {
  days: StatsDay[];
  failures: readonly Execution[];
  onDay: (day: string) => void;
}) {
  return (
    <>
      <ChartSection
        title="Outcomes per day"
        summary={outcomesSummary(days)}
        days={days}
        onDay={onDay}
        columns={{
          completed: ({ completed }) => formatCount(completed),
          failed: ({ failed }) => formatCount(failed),
          missed: ({ missed }) => formatCount(missed),
          skipped: ({ skipped }) => formatCount(skipped),
          cancelled: ({ cancelled }) => formatCount(cancelled),
        }}
      >
        <OutcomesChart days={days} onDay={onDay} />
      </ChartSection>
      <ChartSection
        title="Duration"
        summary={durationsSummary(days)}
        days={days}
        onDay={onDay}
        columns={{
          median: ({ medianDurationMs }) => durationOrNone(medianDurationMs),
          '95 % took at most': ({ p95DurationMs }) => durationOrNone(p95DurationMs),
        }}
      >
        <DurationChart days={days} failures={failures} />
      </ChartSection>
      <ChartSection
        title="Items per day"
        summary={itemsSummary(days)}
        days={days}
        onDay={onDay}
        columns={{ items: ({ itemsProcessed }) => formatCount(itemsProcessed) }}
      >
        <ItemsChart days={days} />
      </ChartSection>
    </>
  );
}

function durationOrNone(ms: number | null): string {
  return ms === null ? '–' : formatDuration(ms);
}
