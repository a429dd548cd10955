import { Group, Select, TextInput } from '@mantine/core';
import { UNTIL_CHOICES, type UntilChoice } from './untilChoices.ts';

interface UntilFieldProps {
  choice: UntilChoice;
  date: string;
  onChange(choice: UntilChoice, date: string): void;
}

export function UntilField({ choice, date, onChange }: UntilFieldProps) {
  return (
    <Group align="end" grow>
      <Select
        label="Off"
        data={UNTIL_CHOICES}
        value={choice}
        allowDeselect={false}
        onChange={(value) => onChange(value ?? 'never', date)}
      />
      {choice === 'date' && (
        <TextInput
          type="datetime-local"
          label="In your time zone"
          value={date}
          onChange={(event) => onChange(choice, event.currentTarget.value)}
        />
      )}
    </Group>
  );
}
