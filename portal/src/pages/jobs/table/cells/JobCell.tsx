import { PencilLine } from 'lucide-react';
import { PORTAL_PATH } from '../../../../api/client/address.ts';
import { CopyButton } from '../../../../shared/ui/hover/CopyButton.tsx';
import { hoverCardProps } from '../../../../shared/ui/hover/hoverCard.ts';
import { formatInstantWithZone } from '../../../../shared/format/formatInstant.ts';
import { clock } from '../../../../shared/format/clock.ts';
import type { CellProps } from './CellProps.ts';
import classes from './cells.module.css';

export function JobCell({ job, zone, compact, active, commands }: CellProps) {
  const tabIndex = active ? 0 : -1;
  return (
    <>
      <span className={classes.line}>
        <a
          className={classes.name}
          href={`${PORTAL_PATH}/jobs/${encodeURIComponent(job.name)}`}
          tabIndex={tabIndex}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            commands.open(job.name);
          }}
        >
          {job.displayName}
        </a>
        {job.overridden.length > 0 && (
          <span
            className={classes.edited}
            {...hoverCardProps(() => (
              <>
                Edited by {job.overriddenBy ?? 'somebody'}
                {job.overriddenAt !== null &&
                  ` ${formatInstantWithZone(job.overriddenAt, zone, { nowMs: clock.now() })}`}
                : {job.overridden.join(', ')}
              </>
            ))}
          >
            <PencilLine size={13} aria-label={`edited by ${job.overriddenBy ?? 'somebody'}`} />
          </span>
        )}
        {compact && <ServiceChip {...{ job, tabIndex, commands }} />}
      </span>
      {!compact && (
        <span className={classes.line}>
          <code
            className={classes.mono}
            {...hoverCardProps(() => (
              <>
                <code>{job.name}</code> <CopyButton text={job.name} what="job name" />
                {job.description !== '' && <div>{job.description}</div>}
              </>
            ))}
          >
            {job.name}
          </code>
          <ServiceChip {...{ job, tabIndex, commands }} />
        </span>
      )}
    </>
  );
}

function ServiceChip({
  job,
  tabIndex,
  commands,
}: Pick<CellProps, 'job' | 'commands'> & { tabIndex: number }) {
  return (
    <button
      type="button"
      className={classes.service}
      tabIndex={tabIndex}
      aria-label={`Only jobs of ${job.service}`}
      onClick={() => commands.filterService(job.service)}
    >
      {job.service}
    </button>
  );
}
