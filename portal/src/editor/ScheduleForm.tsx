import { Button, Chip, Collapse, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Job } from '../../../src/contract/job.ts';
import { changeSettings } from '../api/changes.ts';
import { cronPreviewQuery } from '../api/cronPreview.ts';
import { ActButton } from '../actions/ActButton.tsx';
import { ActionRefusal } from '../actions/ActionDialog.tsx';
import { afterWrite } from '../actions/afterWrite.ts';
import { useRefusal } from '../actions/mayAct.ts';
import { ReasonField } from '../actions/ReasonField.tsx';
import { toastDone } from '../actions/toasts.tsx';
import { useWrite } from '../actions/useWrite.ts';
import { clock } from '../time/clock.ts';
import { formatInstant } from '../time/formatInstant.ts';
import { CronField } from './CronField.tsx';
import { DeclaredSchedule } from './DeclaredSchedule.tsx';
import { PRESETS } from './presets.ts';
import { changesOf, draftOf, keepDraft, keptDraft, type ScheduleDraft } from './scheduleDraft.ts';
import { SchedulePreview } from './SchedulePreview.tsx';
import { ZoneField } from './ZoneField.tsx';

/** After the last key. */
const PREVIEW_AFTER_MS = 150;

export function ScheduleForm({
  job,
  onSaved,
  onLeave,
}: {
  job: Job;
  onSaved: () => void;
  onLeave: () => void;
}) {
  const [draft, setDraft] = useState(() => keptDraft(job.name) ?? draftOf(job));
  const [more, setMore] = useState(false);
  const write = useWrite();
  const refusal = useRefusal();
  const change = (part: Partial<ScheduleDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(job.name, next);
  };

  const [asked] = useDebouncedValue(
    { cronExpression: draft.cronExpression.trim(), timeZone: draft.timeZone },
    PREVIEW_AFTER_MS,
  );
  const preview = useQuery({
    ...cronPreviewQuery({
      ...asked,
      jobName: job.name,
      count: 10,
      ...(job.cronExpression !== null && {
        compareWith: { cronExpression: job.cronExpression, timeZone: job.timeZone },
      }),
    }),
    enabled: asked.cronExpression !== '',
  });
  // While the next answer is under way, and while the expression is invalid.
  const [lastValid, setLastValid] = useState(preview.data);
  if (preview.data !== undefined && preview.data !== lastValid) setLastValid(preview.data);
  const changes = changesOf(draft, job);
  const changed = Object.keys(changes).length > 0;
  const valid = draft.cronExpression.trim() === '' || preview.error === null;

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void write.run(async () => {
          const { message } = await changeSettings(job.name, changes, {
            version: job.version,
            reason: draft.reason.trim() || undefined,
          });
          afterWrite([job.name]);
          toastDone(message);
          onSaved();
        });
      }}
    >
      <Stack gap="md">
        <Group gap="xs">
          {PRESETS.map(({ label, cronExpression }) => (
            <Chip
              key={label}
              size="xs"
              checked={draft.cronExpression === cronExpression}
              onChange={() => change({ cronExpression })}
            >
              {label}
            </Chip>
          ))}
        </Group>
        <CronField
          value={draft.cronExpression}
          error={preview.error}
          onChange={(cronExpression) => change({ cronExpression })}
        />
        <ZoneField
          jobZone={job.timeZone}
          value={draft.timeZone}
          onChange={(timeZone) => change({ timeZone })}
        />
        <Button
          variant="subtle"
          size="compact-sm"
          w="fit-content"
          h="auto"
          mih={26}
          styles={{ label: { whiteSpace: 'normal' } }}
          aria-expanded={more}
          onClick={() => setMore(!more)}
        >
          {more ? 'Less' : 'More: overlap, catch-up, jitter'}
        </Button>
        <Collapse expanded={more}>
          <Group grow align="start">
            <Select
              label="Overlap"
              description="While a run is going on"
              allowDeselect={false}
              data={['skip', 'queue', 'allow', 'cancel_running']}
              value={draft.overlap}
              onChange={(overlap) => overlap !== null && change({ overlap })}
            />
            <Select
              label="Catch-up"
              description="After an outage"
              allowDeselect={false}
              data={['latest', 'all', 'none']}
              value={draft.catchup}
              onChange={(catchup) => catchup !== null && change({ catchup })}
            />
            <NumberInput
              label="Jitter"
              description="Spreads starts, in seconds"
              min={0}
              max={3_600}
              allowDecimal={false}
              value={draft.jitterSeconds}
              onChange={(jitterSeconds) => change({ jitterSeconds: Number(jitterSeconds) })}
            />
          </Group>
        </Collapse>
        <SchedulePreview
          preview={lastValid}
          stale={preview.data === undefined}
          invalid={!valid}
          timeZone={draft.timeZone}
        />
        <DeclaredSchedule job={job} draft={draft} onReturn={(declared) => change(declared)} />
        <ReasonField value={draft.reason} onChange={(reason) => change({ reason })} />
        <ActionRefusal write={write} />
        <Group justify="flex-end">
          <Text size="sm" c="dimmed" role="status">
            {changed && valid
              ? effectInWords(job, preview.data?.upcoming[0]?.scheduledFor, draft.timeZone)
              : ''}
          </Text>
          <Button variant="default" onClick={onLeave}>
            Cancel
          </Button>
          <ActButton
            size="sm"
            variant="filled"
            type="submit"
            refusal={refusal}
            loading={write.busy}
            disabled={!changed || !valid}
          >
            Save
          </ActButton>
        </Group>
      </Stack>
    </form>
  );
}

function effectInWords(job: Job, next: string | undefined, timeZone: string): string {
  const nowMs = clock.now();
  const before = job.nextRunAt === null ? 'none' : formatInstant(job.nextRunAt, job.timeZone, { nowMs });
  const after = next === undefined ? 'none' : formatInstant(next, timeZone, { nowMs });
  return before === after ? 'The next run stays.' : `Next run moves from ${before} to ${after}.`;
}
