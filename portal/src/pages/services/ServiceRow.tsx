import { Group, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Service } from '../../../../src/contract/services.ts';
import { ActButton } from '../../shared/ui/ActButton.tsx';
import { useDisabledReason } from '../../actions/permissions.ts';
import { AnchorLink } from '../../shared/ui/AnchorLink.tsx';
import { useJobs } from '../../live/jobs.ts';
import { formatCount, formatCountOf } from '../../shared/format/formatNumber.ts';
import { RestoreFocus } from '../../shared/ui/RestoreFocus.tsx';
import { StatusLabel } from '../../shared/ui/status/StatusLabel.tsx';
import { clock } from '../../shared/format/clock.ts';
import { Instant } from '../../shared/ui/time/Instant.tsx';
import { JobInstant } from '../../shared/ui/time/JobInstant.tsx';
import { viewerZone } from '../../shared/format/zones.ts';
import { failingOf } from './failingOf.ts';
import { LastCall } from './LastCall.tsx';
import { LimitDialog } from './LimitDialog.tsx';
import { PauseDialog } from './PauseDialog.tsx';
import { ResumeDialog } from './ResumeDialog.tsx';
import { ServiceAddress } from './ServiceAddress.tsx';
import classes from './ServicesPage.module.css';

export function ServiceRow({ service }: { service: Service }) {
  const { name, maxConcurrent, declared, overrides, paused, pauseReason } = service;
  const { jobs, running, queued, updatedAt, updatedBy } = service;
  const [asked, setAsked] = useState<'limit' | 'pause' | 'resume' | null>(null);
  const noLimit = useDisabledReason('limit-service');
  const noPause = useDisabledReason('pause-service');
  const isFull = maxConcurrent !== null && running >= maxConcurrent;
  return (
    <tr>
      <td>
        <AnchorLink to="/jobs" search={{ service: [name] }} fw={600} size="sm">
          {name}
        </AnchorLink>
        <span className={classes['address']}>
          <ServiceAddress address={service.address} />
        </span>
      </td>
      <td>
        <StatusLabel status={paused ? 'paused' : 'enabled'} word={paused ? 'Paused' : 'Open'} />
        {paused && (
          <Text size="sm" c="dimmed">
            {pauseReason ?? 'no reason given'}
          </Text>
        )}
      </td>
      <td className={classes['number']} data-label="Jobs">
        {formatCount(jobs)}
      </td>
      <td className={classes['why']} data-label="Failing">
        <Failing service={name} />
      </td>
      <td className={classes['number']} data-label="Running of limit">
        <span>
          <Runs of={name} status="running" count={running} />
          <span className={isFull ? classes['full'] : undefined}>
            {maxConcurrent === null ? ', no limit' : ` of ${formatCount(maxConcurrent)}`}
            {isFull && ', full'}
          </span>
          {declared.maxConcurrent !== null && (
            <Text size="xs" c="dimmed" span display="block">
              {overrides.maxConcurrent === undefined
                ? 'by the services file'
                : `services file: ${formatCount(declared.maxConcurrent)}`}
            </Text>
          )}
        </span>
      </td>
      <td className={classes['number']} data-label="Queued">
        <Runs of={name} status="queued" count={queued} />
      </td>
      <td data-label="Last call">
        <LastCall call={service.lastCall} />
      </td>
      <td data-label="Changed">
        {updatedBy === null ? (
          '–'
        ) : (
          <span>
            <JobInstant at={updatedAt} /> by {updatedBy}
          </span>
        )}
      </td>
      <td>
        <Group gap="xs" wrap="nowrap" justify="end">
          <ActButton disabledReason={noLimit} onClick={() => setAsked('limit')}>
            Set limit
          </ActButton>
          <ActButton disabledReason={noPause} onClick={() => setAsked(paused ? 'resume' : 'pause')}>
            {paused ? 'Resume' : 'Pause'}
          </ActButton>
        </Group>
        {asked !== null && (
          <RestoreFocus>
            {asked === 'limit' && <LimitDialog service={service} onClose={() => setAsked(null)} />}
            {asked === 'pause' && <PauseDialog service={service} onClose={() => setAsked(null)} />}
            {asked === 'resume' && <ResumeDialog service={service} onClose={() => setAsked(null)} />}
          </RestoreFocus>
        )}
      </td>
    </tr>
  );
}

/** How many of its jobs fail, and why the latest one does. */
function Failing({ service }: { service: string }) {
  const jobs = useJobs((state) => state.jobs);
  const { jobs: count, latest } = useMemo(
    () => failingOf(service, jobs?.values() ?? [], clock.now()),
    [service, jobs],
  );
  if (count === 0) return <span>{jobs === null ? '–' : 'none'}</span>;
  return (
    <span>
      <AnchorLink to="/jobs" search={{ service: [service], status: ['failing'] }} size="sm">
        {formatCountOf(count, 'job')}
      </AnchorLink>
      {latest !== null && (
        <Text size="sm" c="var(--status-failed)" span display="block">
          {latest.why}
          {latest.at !== '' && (
            <>
              , <Instant at={latest.at} zone={viewerZone} as="relative" />
            </>
          )}
        </Text>
      )}
    </span>
  );
}

/** A number that links to the runs it counts. */
function Runs({ of, status, count }: { of: string; status: 'running' | 'queued'; count: number }) {
  if (count === 0) return <span>0</span>;
  return (
    <AnchorLink to="/runs" search={{ service: [of], status: [status] }} size="sm">
      {formatCount(count)}
    </AnchorLink>
  );
}
