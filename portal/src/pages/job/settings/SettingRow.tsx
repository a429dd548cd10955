import { Group, Table, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Job } from '../../../../../src/contract/jobs.ts';
import { ActButton } from '../../../shared/ui/ActButton.tsx';
import { useDisabledReason } from '../../../actions/permissions.ts';
import { SETTING_FIELDS } from '../../../shared/changes/settingFields.ts';
import { settingName, settingValue, type SettingName } from '../../../shared/changes/settingsText.ts';
import { JobInstant } from '../../../shared/ui/time/JobInstant.tsx';
import type { Override } from './overriddenBy.ts';
import { SettingInput } from './SettingInput.tsx';

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
  const navigate = useNavigate();
  const disabledReason = useDisabledReason('change-settings');
  const [isEdited, setEdited] = useState(false);
  const label = settingName(name);
  const field = SETTING_FIELDS[name];
  const isOverridden = name in job.overrides;
  const edit = () =>
    field.kind === 'schedule'
      ? void navigate({ to: '.', search: (search) => ({ ...search, edit: 'schedule' }) })
      : setEdited(true);
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
              <ActButton
                size="compact-xs"
                disabledReason={disabledReason}
                onClick={edit}
                aria-label={`Edit ${label}`}
              >
                Edit
              </ActButton>
            )}
            {isOverridden && (
              <ActButton
                size="compact-xs"
                disabledReason={disabledReason}
                onClick={() => onChange(null)}
                aria-label={`Return to declared: ${label}`}
              >
                Return to declared
              </ActButton>
            )}
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
