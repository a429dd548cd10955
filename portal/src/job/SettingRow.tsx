import { Button, Group, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { Job } from '../../../src/contract/job.ts';
import { JobInstant } from '../time/JobInstant.tsx';
import { SettingInput } from './SettingInput.tsx';
import { SETTING_FIELDS, settingValue, type Override, type SettingName } from './settingRows.ts';

/** @param onChange asks for a value, or with null for the declared one */
export function SettingRow({
  name,
  job,
  author,
  onChange,
}: {
  name: SettingName;
  job: Job;
  author: Override | undefined;
  onChange: (value: unknown) => void;
}) {
  const [isEdited, setEdited] = useState(false);
  const { label, field } = SETTING_FIELDS[name];
  const isOverridden = name in job.overrides;
  return (
    <Table.Tr>
      <Table.Th fw={500}>{label}</Table.Th>
      <Table.Td fw={isOverridden ? 600 : undefined}>
        {isEdited ? (
          <SettingInput
            label={label}
            field={field}
            value={job[name]}
            onCancel={() => setEdited(false)}
            onSubmit={(value) => {
              setEdited(false);
              onChange(value);
            }}
          />
        ) : (
          settingValue(name, job[name])
        )}
      </Table.Td>
      <Table.Td>{settingValue(name, job.declared[name])}</Table.Td>
      <Table.Td>
        {isOverridden && (
          <Text size="sm">
            {author === undefined ? (
              'an operator'
            ) : (
              <>
                {author.by}, <JobInstant at={author.at} zone={job.timeZone} />
              </>
            )}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {!isEdited && (
          <Group gap={4} justify="end" wrap="nowrap">
            {field.kind !== 'elsewhere' && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => setEdited(true)}
                aria-label={`Edit ${label}`}
              >
                Edit
              </Button>
            )}
            {isOverridden && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => onChange(null)}
                aria-label={`Return to declared: ${label}`}
              >
                Return to declared
              </Button>
            )}
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
