import { Group, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../../../api/client/ApiError.ts';
import classes from './CronField.module.css';
import { cronSlots } from './cronSlots.ts';

interface CronFieldProps {
  value: string;
  /** The server's error, which names the field. */
  error: unknown;
  onChange(value: string): void;
}

/** The expression with field names below it; the field at the caret shows its allowed values. */
export function CronField({ value, error, onChange }: CronFieldProps) {
  const [caret, setCaret] = useState<number | null>(null);
  const { slots, active } = cronSlots(value, caret);
  return (
    <div>
      <TextInput
        label="Cron expression"
        description="5 fields, 6 with seconds first, or a macro such as @daily"
        classNames={{ input: classes['expression']! }}
        spellCheck={false}
        autoComplete="off"
        data-autofocus
        value={value}
        error={error instanceof ApiError ? error.message : null}
        onChange={(event) => onChange(event.currentTarget.value)}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onBlur={() => setCaret(null)}
      />
      <Group gap="xs" mt={6} aria-hidden>
        {slots.map(({ name, text }, index) => (
          <div key={name} className={classes['slot']} data-active={index === active || undefined}>
            <span className={classes['token']}>{text || '·'}</span>
            <span>{name}</span>
          </div>
        ))}
      </Group>
      <Text size="sm" c="dimmed" mt={4} mih={22}>
        {active === null ? '' : `${slots[active]!.name}: ${slots[active]!.help}`}
      </Text>
      <VisuallyHidden role="status">{active === null ? '' : slots[active]!.name}</VisuallyHidden>
    </div>
  );
}
