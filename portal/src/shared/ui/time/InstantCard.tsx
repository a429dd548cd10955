import { CopyButton } from '../hover/CopyButton.tsx';
import { formatInstant } from '../../format/formatInstant.ts';
import { formatRelative } from '../../format/formatRelative.ts';
import classes from './InstantCard.module.css';
import { useTicking } from '../../hooks/useTicking.ts';
import { viewerZone } from '../../format/zones.ts';

/** @param jobZone of the job it belongs to; a deleted job's is not known */
export function InstantCard({ at, jobZone }: { at: string; jobZone: string | undefined }) {
  const relative = useTicking((nowMs) => formatRelative(at, nowMs, viewerZone));
  const inZone = (zone: string) => formatInstant(at, zone, { nowMs: 0, seconds: true });
  return (
    <dl className={classes.lines}>
      <dt>From now</dt>
      <dd>{relative}</dd>
      {jobZone !== undefined && (
        <>
          <dt>Job zone</dt>
          <dd>
            {inZone(jobZone)} ({jobZone})
          </dd>
        </>
      )}
      <dt>My zone</dt>
      <dd>
        {inZone(viewerZone)} ({viewerZone})
      </dd>
      <dt>UTC</dt>
      <dd>
        {at} <CopyButton text={at} what="instant in UTC" />
      </dd>
    </dl>
  );
}
