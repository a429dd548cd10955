import { useQuery } from '@tanstack/react-query';
import { errorReference } from '../../../../api/ApiError.ts';
import { causeOf } from '../../../../runs/explain/causeOf.ts';
import { reasonText } from '../../../../runs/explain/reasonInWords.ts';
import { StatusLabel } from '../../../../shared/ui/status/StatusLabel.tsx';
import { formatDuration } from '../../../../shared/format/formatDuration.ts';
import { formatInstantWithZone } from '../../../../shared/format/formatInstant.ts';
import { clock } from '../../../../shared/format/clock.ts';
import { recentRuns } from '../../../../api/recentRuns.ts';

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
  const { data: runs, error } = useQuery(recentRuns(jobName));
  if (error) return <>Could not load the runs ({errorReference(error)})</>;
  if (runs === undefined) return <>Loading the run …</>;
  const run = runs[fromNewest];
  if (run === undefined) return <>This run is no longer kept</>;
  const at = run.started_at ?? run.completed_at ?? run.queued_at ?? run.scheduled_for;
  const why =
    run.error_message !== null
      ? causeOf(run.error_message, run.service)
      : run.reason === null
        ? null
        : reasonText(run.reason, zone, clock.now());
  return (
    <>
      <StatusLabel status={run.status} />{' '}
      {at !== null && formatInstantWithZone(at, zone, { nowMs: clock.now(), seconds: true })}
      {run.duration_ms !== null && <div>took {formatDuration(run.duration_ms)}</div>}
      {why !== null && <div>{why}</div>}
    </>
  );
}
