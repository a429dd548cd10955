import { Text } from '@mantine/core';
import type { AuditEvent } from '../../../../src/contract/audit.ts';
import { authorName } from '../../shared/changes/authorName.ts';
import { AnchorLink } from '../../shared/ui/AnchorLink.tsx';
import { useJob } from '../../live/jobs.ts';
import { RunLink } from '../../runs/RunLink.tsx';
import { JobInstant } from '../../shared/ui/time/JobInstant.tsx';
import { actionText } from '../../shared/changes/actionText.ts';
import { settingLabel, valueTexts } from '../../shared/changes/changeTexts.ts';
import { changesOf, type SettingChange } from '../../shared/changes/changesOf.ts';
import { SetBack } from './SetBack.tsx';
import { WordDiff } from '../../shared/changes/WordDiff.tsx';
import classes from './AuditTrail.module.css';

export const SOURCES: Record<AuditEvent['source'], string> = {
  portal: 'portal',
  api: 'API',
  registration: 'registration',
  reconcile: 'repair',
};
/** Limit for a first registration, which changes everything. */
const SHOWN_CHANGES = 8;

export function AuditRow({ event, ofOneJob }: { event: AuditEvent; ofOneJob: boolean }) {
  const job = useJob(event.jobName);
  const executionId = executionOf(event);
  return (
    <tr>
      <td>
        <JobInstant at={event.at} zone={job?.timeZone} />
      </td>
      <td>
        <Text span fw={600} size="sm">
          {authorName(event)}
        </Text>{' '}
        {actionText(event)}{' '}
        {ofOneJob ? (
          'this job'
        ) : (
          <AnchorLink to="/jobs/$name/{-$tab}" params={{ name: event.jobName, tab: undefined }} size="sm">
            {event.jobName}
          </AnchorLink>
        )}
        {executionId !== undefined && (
          <>
            {' '}
            (<RunLink executionId={executionId}>the run</RunLink>)
          </>
        )}
      </td>
      <td>
        <Changes event={event} zone={job?.timeZone} />
      </td>
      <td>{event.reason ?? '–'}</td>
      <td>{SOURCES[event.source]}</td>
      <td>
        <SetBack event={event} job={job} />
      </td>
    </tr>
  );
}

export function Changes({ event, zone }: { event: AuditEvent; zone: string | undefined }) {
  const changes = event.source === 'reconcile' ? [] : changesOf(event);
  return (
    <ul className={classes['changes']}>
      {changes.slice(0, SHOWN_CHANGES).map((change) => (
        <li key={change.setting}>
          <span className={classes['setting']}>{settingLabel(change.setting)}</span>{' '}
          <Change change={change} zone={zone} />
        </li>
      ))}
      {changes.length > SHOWN_CHANGES && <li>and {changes.length - SHOWN_CHANGES} more</li>}
    </ul>
  );
}

function Change({ change, zone }: { change: SettingChange; zone: string | undefined }) {
  const { setting, before, after } = change;
  // An occurrence has no previous value.
  if (setting === 'scheduledFor') return <InstantOrNone at={after} zone={zone} />;
  if (setting === 'pausedUntil' || setting === 'runAt') {
    return (
      <>
        <InstantOrNone at={before} zone={zone} /> → <InstantOrNone at={after} zone={zone} />
      </>
    );
  }
  return <WordDiff {...valueTexts(change)} />;
}

function InstantOrNone({ at, zone }: { at: unknown; zone: string | undefined }) {
  return typeof at === 'string' ? <JobInstant at={at} zone={zone} /> : 'none';
}

function executionOf({ after }: AuditEvent): string | undefined {
  const id = (after as { executionId?: unknown } | null)?.executionId;
  return typeof id === 'string' ? id : undefined;
}
