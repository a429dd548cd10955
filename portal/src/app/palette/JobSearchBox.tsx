import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useEffect } from 'react';
import { jobsParams } from '../../pages/jobs/jobsParams.ts';
import { searchBox, searchText, typeSearch } from '../../pages/jobs/filters/searchText.ts';
import { useSelector } from '@tanstack/react-store';
import classes from './JobSearchBox.module.css';

const URL_AFTER_MS = 200;

/** Filters the jobs list while typing; on other views it leads there. */
export function JobSearchBox() {
  const typed = useSelector(searchText)?.text ?? null;
  const navigate = useNavigate();
  const inUrl = useRouterState({ select: ({ location }) => location.search.q ?? '' });
  const isOnJobs = useRouterState({ select: ({ location }) => location.pathname.endsWith('/jobs') });
  const value = typed ?? (isOnJobs ? inUrl : '');

  // Typing changes the list at once and the URL a little later (replacing its entry); leaving the view cancels that.
  useEffect(() => {
    if (typed === null) return undefined;
    if (typed === inUrl && isOnJobs) {
      typeSearch(null);
      return undefined;
    }
    const timer = setTimeout(() => {
      void navigate({
        to: '/jobs',
        search: (search) => ({
          ...(isOnJobs ? jobsParams(search) : {}),
          q: typed === '' ? undefined : typed,
        }),
        replace: isOnJobs,
        resetScroll: false,
      });
    }, URL_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed, inUrl, isOnJobs, navigate]);

  return (
    <TextInput
      ref={searchBox}
      className={classes.box ?? ''}
      size="xs"
      type="search"
      role="searchbox"
      aria-label="Search jobs"
      aria-keyshortcuts="/"
      placeholder="Search jobs"
      leftSection={<Search size={14} aria-hidden />}
      rightSection={
        value === '' ? (
          <Kbd size="xs">/</Kbd>
        ) : (
          <CloseButton size="xs" aria-label="Clear the search" onClick={() => typeSearch('')} />
        )
      }
      value={value}
      onChange={(event) => typeSearch(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          typeSearch('');
          event.currentTarget.blur();
        }
      }}
    />
  );
}
