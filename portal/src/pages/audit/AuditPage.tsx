// The audit trail: who did what to which job, when and why.
import { Stack, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { AuditFilters } from './AuditFilters.tsx';
import { AuditTrail } from './AuditTrail.tsx';

const route = getRouteApi('/audit');

export function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        Audit
      </Title>
      <AuditFilters
        filters={search}
        onChange={(changed) =>
          void navigate({ search: (before) => ({ ...before, ...changed, before: undefined }) })
        }
      />
      <AuditTrail
        filters={search}
        onMachine={(machine) =>
          void navigate({ search: (before) => ({ ...before, machine, before: undefined }) })
        }
        onCursor={(before) => void navigate({ search: (found) => ({ ...found, before }) })}
      />
    </Stack>
  );
}
