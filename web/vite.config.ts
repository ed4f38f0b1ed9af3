import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

const here = fileURLToPath(new URL('.', import.meta.url));

export function webConfig() {
  return {
    root: here,
    plugins: [solid(), tailwindcss()],
    build: {
      outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
      emptyOutDir: true,
      // Inlined data would need a weaker content policy than ours.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    server: { proxy: { '/api': 'http://127.0.0.1:8480', '/webhooks': 'http://127.0.0.1:8480' } },
  };
}

export default defineConfig(webConfig());
