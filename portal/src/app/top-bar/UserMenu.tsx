import { ActionIcon, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSelector } from '@tanstack/react-store';
import { CircleUser } from 'lucide-react';
import { sessionQuery } from '../../api/session.ts';
import { credentials } from '../../api/client/credentials.ts';
import { isEmbedded } from '../../api/client/isEmbedded.ts';
import { signOut } from '../../api/signIn.ts';
import { toastFailed } from '../../actions/toasts.tsx';
import { preferences, setPreference } from '../../shared/hooks/preferences.ts';
import { openLayer } from '../frame/layer.ts';

export function UserMenu() {
  const { data: me } = useQuery(sessionQuery);
  const shortcuts = useSelector(preferences, (all) => all.shortcuts);
  const hasToken = useSelector(credentials, (all) => all.token !== null);
  // The host page would sign in again at once.
  const canSignOut = me?.cookie === true || (hasToken && !isEmbedded);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" aria-label="Account and settings">
          <CircleUser size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {me && (
          <Menu.Label>
            {me.actor}, role {me.role}
          </Menu.Label>
        )}
        <Menu.Item
          role="menuitemcheckbox"
          aria-checked={shortcuts}
          onClick={() => setPreference('shortcuts', !shortcuts)}
        >
          Single-letter keys: {shortcuts ? 'on' : 'off'}
        </Menu.Item>
        <Menu.Item onClick={() => openLayer('help')} rightSection="?">
          Keyboard help
        </Menu.Item>
        {canSignOut && (
          <Menu.Item
            onClick={() =>
              void signOut().catch((error: unknown) => toastFailed('You are still signed in', error))
            }
          >
            Sign out
          </Menu.Item>
        )}
        {me && <Menu.Label>Scheduler {me.version}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
