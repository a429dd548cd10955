import { Anchor } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

/** A link within the portal that looks as links do; `to`, `params` and `search` are checked. */
export const AnchorLink = createLink(Anchor<'a'>);
