import { VisuallyHidden } from '@mantine/core';
import { useSelector } from '@tanstack/react-store';
import { announcement } from '../../shared/ui/announce.ts';

export function LiveRegion() {
  const text = useSelector(announcement);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {text}
    </VisuallyHidden>
  );
}
