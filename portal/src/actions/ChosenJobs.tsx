import { ActionIcon, Badge, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { X } from 'lucide-react';
import { memo } from 'react';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';

interface ChosenJobsProps {
  chosen: readonly JobSummary[];
  onChange: (change: (chosen: readonly JobSummary[]) => readonly JobSummary[]) => void;
}

/** What is listed here is what is changed. There may be thousands, which are not drawn again with every key that is typed. */
export const ChosenJobs = memo(function ChosenJobs({ chosen, onChange }: ChosenJobsProps) {
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {[...Map.groupBy(chosen, ({ service }) => service)].map(([service, ofService]) => (
          <Badge key={service} variant="outline" tt="none">
            {service} {ofService.length}
          </Badge>
        ))}
      </Group>
      <ScrollArea.Autosize mah={220} type="auto" tabIndex={0} aria-label="Jobs that are changed">
        {chosen.map(({ name }) => (
          <Group key={name} justify="space-between" wrap="nowrap">
            <Text size="sm">{name}</Text>
            <ActionIcon
              variant="subtle"
              aria-label={`Leave out ${name}`}
              onClick={() => onChange((before) => before.filter((job) => job.name !== name))}
            >
              <X size={14} />
            </ActionIcon>
          </Group>
        ))}
      </ScrollArea.Autosize>
    </Stack>
  );
});
