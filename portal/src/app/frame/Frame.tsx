// What surrounds every view.
import { Notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useSelector } from '@tanstack/react-store';
import { useEffect, useRef } from 'react';
import { credentials } from '../../api/client/credentials.ts';
import { sessionQuery } from '../../api/session.ts';
import { HoverCardHost } from '../../shared/ui/hover/HoverCardHost.tsx';
import { titleCutText } from '../../shared/ui/hover/titleCutText.ts';
import { jobsFeed } from '../../live/jobs.ts';
import { recoverQueries } from '../../live/recover.ts';
import { watchViewer } from '../../live/viewer.ts';
import { Banner } from './Banner.tsx';
import { watchBuild } from '../../live/parts/build.ts';
import classes from './Frame.module.css';
import { fetchPartsOnIdle } from './fetchPartsOnIdle.ts';
import { LiveRegion } from './LiveRegion.tsx';
import { Overlays } from './Overlays.tsx';
import { ProgressLine } from './ProgressLine.tsx';
import { SignInPage } from './SignInPage.tsx';
import { TopBar } from '../top-bar/TopBar.tsx';
import { useFrameShortcuts } from './useFrameShortcuts.ts';
import { usePageTitle } from './usePageTitle.ts';

export function Frame() {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const { data: me } = useQuery(sessionQuery);
  const isOut = useSelector(credentials, ({ refusal, wasAccepted }) => refusal !== null && !wasAccepted);
  useFrameShortcuts();
  usePageTitle();

  useEffect(
    () =>
      watchViewer({
        onWake: jobsFeed.wake,
        onOnline: () => {
          if (!jobsFeed.store.state.paused) void jobsFeed.refresh();
        },
      }),
    [],
  );

  useEffect(titleCutText, []);
  useEffect(fetchPartsOnIdle, []);
  useEffect(recoverQueries, []);
  useEffect(watchBuild, []);

  useEffect(() => {
    if (me) jobsFeed.setFloor(me.pollFloorMs);
  }, [me]);

  // After navigation the focus must not stay on a link of the previous view; a view that took the focus keeps it.
  const seenPath = useRef(pathname);
  useEffect(() => {
    if (seenPath.current === pathname) return;
    seenPath.current = pathname;
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [pathname]);

  if (isOut) return <SignInPage />;
  return (
    <>
      <button type="button" className={classes.skip} onClick={() => content(main.current)?.focus()}>
        Skip to content
      </button>
      <ProgressLine />
      <TopBar />
      <Banner />
      <main ref={main} tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <Overlays />
      {/* Within the router: what they say may lead to a run. */}
      <Notifications position="bottom-right" />
      <HoverCardHost />
      <LiveRegion />
    </>
  );
}

/** The active row of the list, else the view. */
function content(main: HTMLElement | null): HTMLElement | null | undefined {
  return main?.querySelector<HTMLElement>('table tr[tabindex="0"]') ?? main;
}
