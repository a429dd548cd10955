// On a phone the filters are behind one button with the number of active filters.
import { Button } from '@mantine/core';
import { ListFilter } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import classes from './FoldedFilters.module.css';

/** @param inForce number of active filters */
export function FoldedFilters({ inForce, children }: { inForce: number; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <Button
        className={classes['fold'] ?? ''}
        size="compact-sm"
        variant={inForce > 0 ? 'light' : 'default'}
        leftSection={<ListFilter size={14} aria-hidden />}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        Filter{inForce > 0 && ` (${inForce})`}
      </Button>
      <div id={id} className={classes['filters']} data-open={isOpen || undefined}>
        {children}
      </div>
    </>
  );
}
