import { Button, Group, NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { Job } from '../../../../../src/contract/jobs.ts';
import type { SettingField } from '../../../shared/changes/settingFields.ts';

const RETRY_LABELS: Record<keyof Job['retry'], string> = {
  maxAttempts: 'Attempts',
  initialIntervalSeconds: 'First wait (s)',
  backoffCoefficient: 'Times longer',
  maxIntervalSeconds: 'Longest wait (s)',
};

/** Edits a value in place. The server checks the bounds and names them when it refuses. */
export function SettingInput({
  label,
  field,
  value,
  onSubmit,
  onCancel,
}: {
  label: string;
  field: SettingField;
  value: unknown;
  onSubmit: (value: unknown) => void;
  onCancel: () => void;
}) {
  const [draft, setDraft] = useState(value);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(draft);
      }}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      <Group gap={6} align="end">
        {field.kind === 'number' && (
          <NumberInput
            size="xs"
            w={110}
            aria-label={label}
            value={draft as number}
            onChange={(typed) => setDraft(Number(typed))}
            suffix={field.unit === null ? '' : ` ${field.unit}`}
            autoFocus
          />
        )}
        {field.kind === 'choice' && (
          <NativeSelect
            size="xs"
            aria-label={label}
            value={String(draft)}
            data={Object.entries(field.choices).map(([choice, words]) => ({
              value: choice,
              label: `${choice}: ${words}`,
            }))}
            onChange={({ currentTarget }) => setDraft(currentTarget.value)}
            autoFocus
          />
        )}
        {field.kind === 'retry' &&
          (Object.keys(RETRY_LABELS) as (keyof Job['retry'])[]).map((part, index) => (
            <NumberInput
              key={part}
              size="xs"
              w={110}
              label={RETRY_LABELS[part]}
              value={(draft as Job['retry'])[part]}
              onChange={(typed) => setDraft({ ...(draft as Job['retry']), [part]: Number(typed) })}
              autoFocus={index === 0}
            />
          ))}
        <Button size="compact-sm" type="submit" disabled={JSON.stringify(draft) === JSON.stringify(value)}>
          Change…
        </Button>
        <Button size="compact-sm" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}
