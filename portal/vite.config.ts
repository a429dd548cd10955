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
    chunkSizeWarningLimit: 1_000,
  },
  server: { proxy: { '/api': SCHEDULER_URL, '/health': SCHEDULER_URL } },
}));
