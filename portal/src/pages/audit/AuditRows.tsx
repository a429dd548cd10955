import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import type { AuditEvent } from '../../../../src/contract/audit.ts';
import { formatCountOf } from '../../shared/format/formatNumber.ts';
import { JobInstant } from '../../shared/ui/time/JobInstant.tsx';
import { OneZone } from '../../shared/ui/time/OneZone.tsx';
import { actionText } from '../../shared/changes/actionText.ts';
import { authorName } from '../../shared/changes/authorName.ts';
import { AuditRow, Changes, SOURCES } from './AuditRow.tsx';
import { foldEvents, type EventGroup } from './foldEvents.ts';

/** For one job: a line per event, in the job's time zone. For all jobs: a line per bulk action, all in one time zone. */
export function AuditRows({
  events,
  ofOneJob,
  more,
}: {
  events: readonly AuditEvent[];
  ofOneJob: boolean;
  more: { newer: boolean; older: boolean };
}) {
  if (ofOneJob) return events.map((event) => <AuditRow key={event.id} event={event} ofOneJob />);
  return (
    <OneZone>
      {foldEvents(events, more).map((group) => (
        <Act key={group.events[0].id} group={group} />
      ))}
    </OneZone>
  );
}

function Act({ group: { events, isAtLeast } }: { group: EventGroup }) {
  const [isOpen, setOpen] = useState(false);
  const [newest, ...others] = events;
  if (others.length === 0) return <AuditRow event={newest} ofOneJob={false} />;
  const isOneChange = others.every(
    ({ before, after }) => JSON.stringify([before, after]) === JSON.stringify([newest.before, newest.after]),
  );
  return (
    <>
      <tr>
        <td>
          <JobInstant at={newest.at} />
        </td>
        <td>
          <Text span fw={600} size="sm">
            {authorName(newest)}
          </Text>{' '}
          {actionText(newest)} {isAtLeast && 'at least '}
          {formatCountOf(events.length, 'job')}{' '}
          <Button size="compact-xs" variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Show less' : 'Show all'}
          </Button>
        </td>
        <td>{isOneChange && <Changes event={newest} zone={undefined} />}</td>
        <td>{newest.reason ?? '–'}</td>
        <td>{SOURCES[newest.source]}</td>
        <td />
      </tr>
      {isOpen && events.map((event) => <AuditRow key={event.id} event={event} ofOneJob={false} />)}
    </>
  );
}
