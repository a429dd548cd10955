import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Beside the build, `vite` in this folder serves the sources with hot reload and passes /api on to a running scheduler.
const SCHEDULER_URL = process.env['SCHEDULER_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig(({ command }) => ({
  // Relative: the page's <base>, which the API writes into it, says where the portal is.
  base: command === 'build' ? './' : '/admin/scheduler/',
  plugins: [
    react(),
    {
      name: 'styles-after-shell',
      apply: 'build',
      // In the head it would keep the shell from being drawn until it is there; behind the root it would win over the theme,
      // which Mantine writes into the root.
      transformIndexHtml: {
        order: 'post',
        handler: (html) => {
          const styles = /\n *<link rel="stylesheet"[^>]*>/.exec(html)?.[0];
          if (styles === undefined) throw new Error('the page has no style sheet');
          return html.replace(styles, '').replace(/(?=\n *<div id="root">)/, styles);
        },
      },
    },
    {
      name: 'base-element',
      apply: 'serve',
      transformIndexHtml: () => [
        { tag: 'base', attrs: { href: '/admin/scheduler/' }, injectTo: 'head-prepend' },
      ],
    },
  ],
  build: {
    target: 'es2023',
    // Below this Vite would put assets into the code as data: addresses.
    assetsInlineLimit: 0,
    manifest: true,
    // All of it in the first view (5 kB more): a style sheet that could not be fetched with its code is not asked for again.
    cssCodeSplit: false,
    chunkSizeWarningLimit: 1_000,
  },
  server: { proxy: { '/api': SCHEDULER_URL, '/health': SCHEDULER_URL } },
}));
