import { useQuery } from '@tanstack/react-query';
import { errorReference } from '../../../../api/client/ApiError.ts';
import { plainText } from '../../../../runs/explain/sentence.ts';
import { whyInRow } from '../../../../runs/explain/whyInRow.ts';
import { feedTime } from '../../../../runs/list/runTimes.ts';
import { StatusLabel } from '../../../../shared/ui/status/StatusLabel.tsx';
import { formatDuration } from '../../../../shared/format/formatDuration.ts';
import { formatInstantWithZone } from '../../../../shared/format/formatInstant.ts';
import { clock } from '../../../../shared/format/clock.ts';
import { recentRunsQuery } from '../../../../api/executions.ts';

/** @param fromNewest 0 is the newest run */
export function StripCard({
  jobName,
  fromNewest,
  zone,
}: {
  jobName: string;
  fromNewest: number;
  zone: string;
}) {
  const { data: runs, error } = useQuery(recentRunsQuery(jobName));
  if (error) return <>Could not load the runs ({errorReference(error)})</>;
  if (runs === undefined) return <>Loading the run …</>;
  const run = runs[fromNewest];
  if (run === undefined) return <>This run is no longer stored</>;
  const why = run.status === 'completed' || run.status === 'running' ? [] : whyInRow(run);
  return (
    <>
      <StatusLabel status={run.status} />{' '}
      {formatInstantWithZone(feedTime(run), zone, { nowMs: clock.now(), seconds: true })}
      {run.duration_ms !== null && <div>took {formatDuration(run.duration_ms)}</div>}
      {why.length > 0 && <div>{plainText(why, zone, clock.now())}</div>}
    </>
  );
}
