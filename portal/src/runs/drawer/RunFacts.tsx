import { Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import type { Execution } from '../../../../src/contract/executions.ts';
import { formatDuration } from '../../shared/format/formatDuration.ts';
import { JobInstant } from '../../shared/ui/time/JobInstant.tsx';
import { latenessMs } from '../list/runTimes.ts';
import { RunLink } from '../RunLink.tsx';
import { triggeredBy } from '../explain/triggeredBy.ts';
import classes from './RunFacts.module.css';

/** When it was due, began and ended, and who or what started it. */
export function RunFacts({ execution, zone }: { execution: Execution; zone: string | undefined }) {
  const { scheduled_for: due, started_at: started, completed_at: ended } = execution;
  const lateness = latenessMs(execution);
  const instant = (at: string) => <JobInstant at={at} zone={zone} />;
  const facts: [string, ReactNode][] = [
    ['Service', execution.service],
    ['Triggered by', <Trigger key="trigger" execution={execution} />],
    ...requestedBy(execution),
    ...(due === null ? [] : [['Due', instant(due)] satisfies [string, ReactNode]]),
    ...(started === null
      ? []
      : [
          [
            'Started',
            <>
              {instant(started)}
              {lateness !== null && lateness >= 1_000 && ` (+${formatDuration(lateness)})`}
            </>,
          ] satisfies [string, ReactNode],
        ]),
    ...(ended === null ? [] : [['Ended', instant(ended)] satisfies [string, ReactNode]]),
  ];
  return (
    <dl className={classes['facts']}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" size="sm" m={0}>
            {value}
          </Text>
        </Fragment>
      ))}
    </dl>
  );
}

/** The caller, unless it is the person whom the trigger names. */
function requestedBy({ requested_by: caller, triggered_by_user: user }: Execution): [string, ReactNode][] {
  return caller === null || caller === user ? [] : [['Requested by', caller]];
}

function Trigger({ execution }: { execution: Execution }) {
  const { trigger_reason: reason, parent_execution_ids: parents } = execution;
  return (
    <>
      {triggeredBy(execution)}
      {reason !== null && `: ${reason}`}
      {parents.map((parent, index) => (
        <Fragment key={parent}>
          {index === 0 ? ' (' : ', '}
          <RunLink executionId={parent}>
            {parents.length === 1 ? 'the previous run' : `run ${index + 1}`}
          </RunLink>
          {index === parents.length - 1 && ')'}
        </Fragment>
      ))}
    </>
  );
}
