// Somebody else changed the job after this change was begun: who, when, and what.
import { Alert, Group, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { AuditAction } from '../../../../src/contract/audit.ts';
import type { AuditEvent } from '../../../../src/contract/audit.ts';
import { auditQuery } from '../../api/audit.ts';
import { actionText } from '../../shared/changes/actionText.ts';
import { authorName } from '../../shared/changes/authorName.ts';
import { settingLabel, valueTexts } from '../../shared/changes/changeTexts.ts';
import { changesOf } from '../../shared/changes/changesOf.ts';
import { WordDiff } from '../../shared/changes/WordDiff.tsx';
import { usePolling } from '../../live/usePolling.ts';
import { Instant } from '../../shared/ui/time/Instant.tsx';
import { viewerZone } from '../../shared/format/zones.ts';
import type { Base } from '../useJobMutation.ts';

/** Audit actions that change the job itself. */
const CHANGES = new Set<AuditAction>([
  'registered',
  'settings changed',
  'cron changed',
  'enabled',
  'disabled',
  'paused',
  'deleted',
]);
const MAX_EVENTS = 20;
const LOOK_MS = 3_000;

export function OthersChange({
  base,
  version,
  children,
}: {
  base: Base;
  /** Current version of the job. */
  version: number;
  /** Buttons. */
  children: ReactNode;
}) {
  const { data } = useQuery({
    ...auditQuery({ job: base.name, from: base.updatedAt, limit: MAX_EVENTS }),
    // More changes may follow.
    refetchInterval: usePolling(LOOK_MS),
  });
  // Each change raised the version by one.
  const since = (data?.events ?? [])
    .filter(({ action }) => CHANGES.has(action))
    .slice(0, version - base.version);
  return (
    <Alert
      color="yellow"
      role="alert"
      title={titleOf(since)}
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      {since.length === 0 ? (
        <Text size="sm">
          {data === undefined ? 'Loading the changes…' : 'The audit trail does not say what changed.'}
        </Text>
      ) : (
        <List size="sm">
          {since.map((event) => (
            <List.Item key={event.id}>
              <OneChange event={event} />
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm" mt="xs">
        Nothing has been overwritten.
      </Text>
      <Group gap="xs" mt="xs">
        {children}
      </Group>
    </Alert>
  );
}

function titleOf(since: readonly AuditEvent[]): string {
  const people = [...new Set(since.map(authorName))];
  return `${people.length === 0 ? 'Somebody' : people.join(' and ')} changed this job in the meantime`;
}

function OneChange({ event }: { event: AuditEvent }) {
  return (
    <>
      {authorName(event)} {actionText(event)} this job{' '}
      <Instant at={event.at} zone={viewerZone} as="relative" />
      {event.reason !== null && `, because: ${event.reason}`}
      {changesOf(event).map((change) => (
        <div key={change.setting}>
          {settingLabel(change.setting)}: <WordDiff {...valueTexts(change)} />
        </div>
      ))}
    </>
  );
}
