import { Group, Select, TextInput } from '@mantine/core';
import { useCanDisableForGood } from '../../permissions.ts';
import { UNTIL_CHOICES, type UntilChoice } from './untilChoices.ts';

interface UntilFieldProps {
  choice: UntilChoice;
  date: string;
  onChange(choice: UntilChoice, date: string): void;
}

/** Without the first choice for those who may not disable for good: they pause. */
export function UntilField({ choice, date, onChange }: UntilFieldProps) {
  const canDisable = useCanDisableForGood();
  return (
    <Group align="end" grow>
      <Select
        label="Off"
        data={UNTIL_CHOICES.filter(({ value }) => canDisable || value !== 'never')}
        value={choice}
        allowDeselect={false}
        onChange={(value) => value !== null && onChange(value, date)}
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
