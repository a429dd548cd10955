import { useQuery } from '@tanstack/react-query';
import { errorReference } from '../../../../api/ApiError.ts';
import { causeOf } from '../../../../runs/explain/causeOf.ts';
import { reasonText } from '../../../../runs/explain/reasonInWords.ts';
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
  const why =
    run.error_message !== null
      ? causeOf(run.error_message, run.service)
      : run.reason === null
        ? null
        : reasonText(run.reason, zone, clock.now());
  return (
    <>
      <StatusLabel status={run.status} />{' '}
      {formatInstantWithZone(feedTime(run), zone, { nowMs: clock.now(), seconds: true })}
      {run.duration_ms !== null && <div>took {formatDuration(run.duration_ms)}</div>}
      {why !== null && <div>{why}</div>}
    </>
  );
}
