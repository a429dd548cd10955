import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { focusSearch } from '../../pages/jobs/filters/searchText.ts';
import { useShortcuts } from '../../shared/hooks/useShortcuts.ts';
import { openLayer } from './layer.ts';
import { toggleLive } from '../top-bar/toggleLive.ts';

export function useFrameShortcuts(): void {
  const navigate = useNavigate();
  const shortcuts = useMemo(
    () => ({
      '/': focusSearch,
      'mod+k': () => openLayer('palette'),
      '?': () => openLayer('help'),
      'g j': () => void navigate({ to: '/jobs' }),
      'g r': () => void navigate({ to: '/runs' }),
      'g s': () => void navigate({ to: '/services' }),
      'g a': () => void navigate({ to: '/audit' }),
      l: toggleLive,
    }),
    [navigate],
  );
  useShortcuts(shortcuts);
}
