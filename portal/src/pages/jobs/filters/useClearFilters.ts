import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { typeSearch } from './searchText.ts';

/** Keeps sorting and density. */
export function useClearFilters(): () => void {
  const navigate = useNavigate({ from: '/jobs' });
  return useCallback(() => {
    typeSearch(null);
    void navigate({
      search: ({ tz, sort, dir, density }) => ({ tz, sort, dir, density }),
      resetScroll: false,
    });
  }, [navigate]);
}
