import { useSelector } from '@tanstack/react-store';
import { requestedAction } from './openAction.ts';

/** The dialogs of openAction. Mounted once, in the frame. */
export function ActionHost() {
  useSelector(requestedAction);
  return null;
}
