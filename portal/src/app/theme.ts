// The portal's own colours on Mantine's components: its defaults for dimmed text, placeholders and filled blue fail WCAG AA.
import { createTheme, type CSSVariablesResolver } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'blue',
  // blue.8 (#1971c2) is 4.98:1 under white text, Mantine's default shade 3.6:1.
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '600' },
  cursorType: 'pointer',
  components: {
    // Told from the text around it without its colour.
    Anchor: { defaultProps: { underline: 'always' } },
    Menu: {
      defaultProps: {
        // Mantine would focus a placeholder that is not an item; the first item takes the focus instead.
        withInitialFocusPlaceholder: false,
        // Not after a key: the next key may come before the menu has the focus.
        clickOutsideEvents: ['mousedown', 'touchstart'],
      },
    },
    Tooltip: {
      defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: false } },
    },
    // Its arrows are too small for a finger, and the field takes the arrow keys and digits.
    NumberInput: { defaultProps: { hideControls: true } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close the message' } } },
    // RestoreFocus returns the focus, to the next row if the job is gone.
    Modal: { defaultProps: { returnFocus: false, closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: {
      defaultProps: { position: 'right', returnFocus: false, closeButtonProps: { 'aria-label': 'Close' } },
    },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c6670',
    '--mantine-color-placeholder': '#5c6670',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-anchor': '#1864ab',
    // Of an outlined alert; Mantine's (#e03131) is 4:1 on the page's ground.
    '--mantine-color-red-outline': '#c92a2a',
    // Mantine's (#a5d8ff) is 4:1 under the text of a subtle button.
    '--mantine-color-blue-light-hover': '#d0ebff',
  },
  dark: {
    '--mantine-color-dimmed': '#a6adb4',
    '--mantine-color-placeholder': '#a6adb4',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': '#74c0fc',
  },
});
